/// Lua as far as it is typed, cut into tokens. What is typed is seldom finished, and often wrong: nothing is an error
/// here.
struct LuaTokens {
    enum Token: Equatable {
        case name(String)
        case keyword(String)
        /// nil for what is no integer.
        case number(Int?)
        case string([UInt8])
        case symbol(String)
    }

    /// What the text ends in the middle of.
    enum Ending: Equatable {
        case nothing
        case comment
        case longString
        /// A string with that quote; the position is that of its first byte behind it.
        case string(quote: UInt8, content: Int)
    }

    let text: [UInt8]
    private(set) var tokens: [Token] = []
    /// Where each token ends.
    private(set) var ends: [Int] = []
    private(set) var ending = Ending.nothing
    /// The comments, the dashes before each included.
    private(set) var comments: [ArraySlice<UInt8>] = []
    /// The other bracket of each bracket that has one.
    private(set) var partners: [Int: Int] = [:]
    /// The brackets that are open so far, outermost first.
    private var open: [Int] = []
    /// How deep brackets lie in one another.
    private(set) var depth = 0
    private var position = 0

    init(_ text: [UInt8]) {
        self.text = text
        while position < text.count, ending == .nothing { scan() }
    }

    func isSymbol(_ index: Int, _ symbols: String...) -> Bool {
        guard tokens.indices.contains(index), case .symbol(let symbol) = tokens[index] else { return false }
        return symbols.contains(symbol)
    }

    func isKeyword(_ index: Int, _ word: String) -> Bool {
        tokens.indices.contains(index) && tokens[index] == .keyword(word)
    }

    func name(_ index: Int) -> String? {
        guard tokens.indices.contains(index), case .name(let name) = tokens[index] else { return nil }
        return name
    }

    // MARK: Scanning

    private mutating func scan() {
        let byte = text[position]
        switch byte {
        case UInt8(ascii: " "), 9...13: position += 1
        case UInt8(ascii: "\""), UInt8(ascii: "'"): scanString(byte)
        case UInt8(ascii: "-") where peek(1) == byte: scanComment()
        case UInt8(ascii: "[") where longBracket() != nil: scanLongString(isComment: false)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
        case _ where LuaName.isLetter(byte): scanName()
        default: scanSymbol()
        }
    }

    private func peek(_ offset: Int) -> UInt8? { position + offset < text.count ? text[position + offset] : nil }

    private mutating func add(_ token: Token, to end: Int) {
        position = end
        tokens.append(token)
        ends.append(end)
    }

    private mutating func scanName() {
        let end = text[position...].firstIndex { !LuaName.isLetter($0) && !(48...57).contains($0) } ?? text.count
        let word = String(decoding: text[position..<end], as: UTF8.self)
        add(LuaName.keywords.contains(word) ? .keyword(word) : .name(word), to: end)
    }

    private mutating func scanNumber() {
        var end = position
        while end < text.count, LuaName.isLetter(text[end]) || (48...57).contains(text[end]) || isPoint(end) { end += 1 }
        add(.number(Int(String(decoding: text[position..<end], as: UTF8.self))), to: end)
    }

    /// Whether a dot belongs to a number: not those of `1..2`, and not that of `t[1].x`, which a bracket ends.
    private func isPoint(_ index: Int) -> Bool {
        text[index] == UInt8(ascii: ".") && (index + 1 == text.count || text[index + 1] != UInt8(ascii: "."))
    }

    private mutating func scanString(_ quote: UInt8) {
        let start = position + 1
        var end = start
        while end < text.count, text[end] != quote {
            if text[end] == UInt8(ascii: "\\"), end + 1 < text.count {
                end += 1
                if text[end] == UInt8(ascii: "z") {
                    while end + 1 < text.count, Self.isSpace(text[end + 1]) { end += 1 }
                }
            } else if text[end] == UInt8(ascii: "\n") {
                // Wrong already: what follows is looked at as if the string had ended.
                return add(.string(StringText.decode(text[start..<end]).bytes), to: end)
            }
            end += 1
        }
        guard end < text.count else { return ending = .string(quote: quote, content: start) }
        add(.string(StringText.decode(text[start..<end]).bytes), to: end + 1)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

    private mutating func scanComment() {
        let start = position
        position += 2
        defer { comments.append(text[start..<(ending == .comment ? text.count : position)]) }
        if peek(0) == UInt8(ascii: "["), longBracket() != nil { return scanLongString(isComment: true) }
        guard let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) else { return ending = .comment }
        position = end
    }

    /// The number of equals signs of a long bracket that opens here.
    private func longBracket() -> Int? {
        let level = text[(position + 1)...].prefix { $0 == UInt8(ascii: "=") }.count
        return peek(1 + level) == UInt8(ascii: "[") ? level : nil
    }

    private mutating func scanLongString(isComment: Bool) {
        let level = longBracket() ?? 0
        let start = position + level + 2
        let closing = Array("]\(String(repeating: "=", count: level))]".utf8)
        guard let found = text[start...].firstRange(of: closing) else {
            ending = isComment ? .comment : .longString
            return
        }
        if isComment { position = found.upperBound } else { add(.string(Array(text[start..<found.lowerBound])), to: found.upperBound) }
    }

    private static let longSymbols = ["...", "..", "::", "==", "~=", "<=", ">=", "//", "<<", ">>"]
    private static let closing = [")": "(", "]": "[", "}": "{"]

    private mutating func scanSymbol() {
        let long = Self.longSymbols.first { text[position...].starts(with: $0.utf8) }
        let symbol = long ?? String(UnicodeScalar(text[position]))
        let index = tokens.count
        add(.symbol(symbol), to: position + (long?.utf8.count ?? 1))
        if ["(", "[", "{"].contains(symbol) {
            open.append(index)
            depth = max(depth, open.count)
        } else if let opening = Self.closing[symbol], let last = open.last, isSymbol(last, opening) {
            open.removeLast()
            partners[index] = last
            partners[last] = index
        }
    }
}
