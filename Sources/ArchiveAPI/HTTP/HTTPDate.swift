/// The dates of HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT`.
public enum HTTPDate {
    /// Seconds since 1970; nil where the text is no such date.
    public static func seconds(_ text: String) -> Double? {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "," })
        guard fields.count == 6, fields[5] == "GMT" || fields[5] == "UTC",
            let day = Int(fields[1]), (1...31).contains(day),
            let month = months.firstIndex(of: fields[2].lowercased()),
            let year = Int(fields[3]), (1601...9999).contains(year)
        else { return nil }
        let time = fields[4].split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2]) else {
            return nil
        }
        return Double(days(year, month + 1, day) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2])
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Days since 1970-01-01 in the Gregorian calendar: counted in years that begin in March, so that the
    /// leap day comes last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        return year * 365 + year / 4 - year / 100 + year / 400 + (monthFromMarch * 153 + 2) / 5 + day - 1 - 719_468
    }
}
