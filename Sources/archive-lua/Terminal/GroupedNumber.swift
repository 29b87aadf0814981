/// A count as people read it: `29,950`.
enum GroupedNumber {
    static func text(_ number: Int) -> String {
        var digits = Array(String(number))
        for position in stride(from: digits.count - 3, to: number < 0 ? 1 : 0, by: -3) { digits.insert(",", at: position) }
        return String(digits)
    }
}
