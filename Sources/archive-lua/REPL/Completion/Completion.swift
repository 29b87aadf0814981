import LuaBridge

/// What may stand in the place of the word before the cursor.
struct Completion: Equatable {
    /// The byte of the line where the word begins. What stands just before it does not stand in the word.
    var start: Int
    var candidates: [String] = []
    /// What is shown instead, where there is nothing to choose from: whole lines.
    var note = ""
    /// The dot before the word becomes a bracket: `t.x` is written `t["odd name"]`.
    var isIndex = false
    /// What was looked up has not come yet: asked once more, it may be there.
    var isPending = false
}

/// The word before the cursor, as it is compared with what it may become.
struct Typed {
    var bytes: [UInt8]
    /// An escape at its end that is not finished.
    var unfinished: [UInt8] = []
    /// As the user's configuration of readline has it.
    var ignoresCase = false

    func matches(_ name: some Collection<UInt8>, quote: UInt8 = UInt8(ascii: "\"")) -> Bool {
        guard name.count >= bytes.count, zip(name, bytes).allSatisfy(isSame) else { return false }
        return unfinished.isEmpty || StringText.encode(name.dropFirst(bytes.count), quote: quote).utf8.starts(with: unfinished)
    }

    func matches(_ name: String) -> Bool { matches(Array(name.utf8)) }

    private func isSame(_ left: UInt8, _ right: UInt8) -> Bool {
        left == right || (ignoresCase && Self.folded(left) == Self.folded(right))
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
}
