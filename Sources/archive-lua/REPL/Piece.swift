import LuaBridge

/// A piece of Lua that somebody typed: an expression or a statement.
struct Piece {
    private let text: String
    /// Whether its results are shown: a semicolon at its end says not to.
    let isShown: Bool

    init(_ text: String) {
        var end = text[...]
        while end.last?.isWhitespace == true { end.removeLast() }
        isShown = end.last != ";"
        self.text = isShown ? text : String(end.dropLast())
    }

    /// Compiles an expression, or else a statement.
    func compile(in state: LuaState) throws -> LuaValue {
        if let expression = try? state.load("return \(text)", name: "=stdin") { return expression }
        // As in Lua 5.1, where that was the only way to print.
        if text.hasPrefix("="), let expression = try? state.load("return \(text.dropFirst())", name: "=stdin") {
            return expression
        }
        return try state.load(text, name: "=stdin")
    }

    /// Whether more has to follow.
    func isIncomplete(in state: LuaState) -> Bool {
        do {
            _ = try compile(in: state)
            return false
        } catch let error as LuaError {
            return isShown && error.kind == .syntax(incomplete: true)
        } catch {
            return false
        }
    }

    /// The name that it is, if it is nothing but one.
    var name: String? {
        let trimmed = text.drop(while: \.isWhitespace)
        let name = trimmed.prefix { !$0.isWhitespace }
        return LuaName.isName(Array(name.utf8)) && trimmed.dropFirst(name.count).allSatisfy(\.isWhitespace) ? String(name) : nil
    }
}
