/// How long something lasts, in words: `45 s`, `59 min`, `2 h 5 min`, `3 days`.
enum HumanDuration {
    static func text(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h" + (seconds % 3_600 < 60 ? "" : " \(seconds % 3_600 / 60) min")
        default: "\(seconds / 86_400) days"
        }
    }
}
