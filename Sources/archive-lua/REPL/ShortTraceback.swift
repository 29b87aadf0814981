/// Lua's traceback as somebody at a prompt wants it: where in their own functions it went wrong.
struct ShortTraceback {
    /// Nothing where the error was raised by what was typed itself.
    let lines: [String]

    private static let most = 6

    init(_ traceback: String) {
        var calls = traceback.split(separator: "\n").dropFirst().map { $0.drop(while: \.isWhitespace) }
        calls.removeAll { $0.hasPrefix("[C]:") || $0.contains("stdin:") && $0.hasSuffix("in main chunk") || $0 == "(...tail calls...)" }
        // Lua itself leaves the middle of a deep one out, and says how much.
        lines = calls.prefix(Self.most).map { "  at \($0)" } + (calls.count > Self.most ? ["  …"] : [])
    }
}
