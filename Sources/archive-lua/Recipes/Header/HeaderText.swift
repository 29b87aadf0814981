/// A pattern of a header: text in which `{name}` stands for an argument, and `*`, where it may, for anything.
struct HeaderText: Equatable {
    enum Piece: Equatable {
        case text(String)
        case argument(String)
        case anything
    }

    /// How many texts one pattern can stand for: what is beyond them is not allowed.
    static let mostFilled = 10_000
    /// How many the patterns of one key may stand for by themselves, and how long each may be, so that whoever is asked sees
    /// all of it.
    static let mostShown = 20
    static let longestShown = 240

    let pieces: [Piece]
    /// As the header has it.
    let written: String

    /// - Parameter wildcards: whether `*` stands for anything.
    /// - Returns: nil where a brace is not closed, or holds no name, and for what cannot be shown as it is.
    init?(_ written: String, wildcards: Bool) {
        guard written.unicodeScalars.allSatisfy(TerminalText.isSafe) else { return nil }
        var pieces: [Piece] = []
        var text = ""
        func flush() {
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
        }
        var rest = written[...]
        while let character = rest.popFirst() {
            switch character {
            case "{":
                guard let end = rest.firstIndex(of: "}"), LuaName.isName(Array(rest[..<end].utf8)) else { return nil }
                flush()
                pieces.append(.argument(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "}": return nil
            case "*" where wildcards:
                flush()
                if pieces.last != .anything { pieces.append(.anything) }
            default: text.append(character)
            }
        }
        flush()
        self.pieces = pieces
        self.written = written
    }

    private init(pieces: [Piece], written: String) {
        self.pieces = pieces
        self.written = written
    }

    var arguments: [String] { pieces.compactMap { if case .argument(let name) = $0 { name } else { nil } } }

    /// With the arguments put in as they are: what stands in an argument is text, whatever it holds. One for each value
    /// of an argument that has several, up to `mostFilled`; none where one has none.
    func filled(_ values: (String) -> [String]) -> [HeaderText] {
        var results: [[Piece]] = [[]]
        for piece in pieces {
            guard case .argument(let name) = piece else {
                results = results.map { $0 + [piece] }
                continue
            }
            let values = values(name)
            let kept = results.prefix((Self.mostFilled + max(values.count, 1)) / max(values.count, 1))
            results = Array(kept.flatMap { result in values.map { result + [.text($0)] } }.prefix(Self.mostFilled))
        }
        return results.map { HeaderText(pieces: $0, written: written) }
    }

    /// The text, where there is nothing left to put in.
    var text: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .argument(let name): "{\(name)}"
            case .anything: "*"
            }
        }.joined()
    }

    /// Whether a name is one that this stands for, byte by byte. Each `*` takes as little as it can: that is enough, and
    /// no pattern takes long.
    func matches(_ name: String) -> Bool {
        let parts = pieces.split(separator: .anything, omittingEmptySubsequences: false).map { part in
            part.flatMap { piece in if case .text(let text) = piece { Array(text.utf8) } else { [UInt8]() } }
        }
        guard let first = parts.first, let last = parts.last, arguments.isEmpty else { return false }
        var rest = Array(name.utf8)[...]
        guard rest.starts(with: first) else { return false }
        guard parts.count > 1 else { return rest.count == first.count }
        rest = rest.dropFirst(first.count)
        for part in parts[1..<(parts.count - 1)] {
            guard let found = rest.indices.first(where: { rest[$0...].starts(with: part) }) else { return false }
            rest = rest[(found + part.count)...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}
