/// How many of something, as people read it: `1 file`, `29,950 files`.
enum HumanCount {
    static func text(_ number: Int64, _ one: String, _ many: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
    }

    /// `29,950`
    static func grouped(_ number: Int64) -> String {
        var digits = Array(String(number.magnitude))
        for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
        return (number < 0 ? "-" : "") + String(digits)
    }
}
