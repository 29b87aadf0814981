import Foundation

/// Points in time as the service and the users write them; all in seconds since 1970, UTC.
public enum Timestamp {
    /// Reads ISO 8601: a date, or a date and a time, with or without a zone (UTC where there is none).
    ///
    /// - Throws: `usage` for text that is no date.
    public static func parse(_ text: String) throws -> Double {
        guard let seconds = seconds(of: text) else {
            throw ArchiveError(
                .usage, "'\(text)' is no date",
                hint: "Write it as \"2019-06-01\" or \"2019-06-01T12:30:00Z\", as os.time() or as os.date(\"*t\").")
        }
        return seconds
    }

    /// A time as listings write it: `2019-06-01T12:30:00.123450`.
    public static func listing(_ seconds: Double) -> String {
        let micros = Int64((seconds * 1_000_000).rounded())
        let whole = Int(micros.quotientAndRemainder(dividingBy: 1_000_000).quotient)
        let fraction = Int(micros - Int64(whole) * 1_000_000)
        var time = time_t(whole)
        var parts = tm()
        gmtime_r(&time, &parts)
        func pad(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(pad(Int(parts.tm_year) + 1900, 4))-\(pad(Int(parts.tm_mon) + 1, 2))-\(pad(Int(parts.tm_mday), 2))"
        let clock = "\(pad(Int(parts.tm_hour), 2)):\(pad(Int(parts.tm_min), 2)):\(pad(Int(parts.tm_sec), 2))"
        return "\(date)T\(clock).\(pad(fraction, 6))"
    }

    private static func seconds(of text: String) -> Double? {
        let pattern =
            /(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?/
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            (1...12).contains(month), day >= 1, day <= daysIn(month, of: year)
        else { return nil }
        let hour = match.4.flatMap { Int($0) } ?? 0
        let minute = match.5.flatMap { Int($0) } ?? 0
        let second = match.6.flatMap { Int($0) } ?? 0
        guard hour < 24, minute < 60, second <= 60, let offset = offset(match.8) else { return nil }
        let fraction = match.7.flatMap { Double("0.\($0)") } ?? 0
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month - 1)
        parts.tm_mday = Int32(day)
        parts.tm_hour = Int32(hour)
        parts.tm_min = Int32(minute)
        parts.tm_sec = Int32(second)
        return Double(timegm(&parts) - offset) + fraction
    }

    /// Seconds east of UTC; nil for a zone that cannot be.
    private static func offset(_ zone: Substring?) -> Int? {
        guard let zone, zone != "Z", zone != "z" else { return 0 }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard let hours = Int(digits.prefix(2)), hours < 24, let minutes = Int("0" + digits.dropFirst(2)), minutes < 60
        else { return nil }
        return (zone.first == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
