import LuaBridge

/// A call of `run` that is being typed: what the recipe in its first argument takes.
struct RecipeCall {
    let arguments: [ArgumentDeclaration]

    /// - Parameters:
    ///   - callee: the function that is called.
    ///   - position: of its argument before the cursor, the first at 0.
    ///   - text: the piece up to there.
    /// - Returns: nil where it is no call of `run`, or of no recipe that can be read.
    init?(_ callee: MemberDocumentation, position: Int, in text: some Sequence<UInt8>) {
        guard callee.qualifiedName == "run", position == 1,
            let call = String(decoding: Array(text), as: UTF8.self).matches(of: #/\brun\s*\(\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*,\s*\{/#).last,
            let name = call.1 ?? call.2, let file = try? RecipeFile(Array(name.utf8))
        else { return nil }
        arguments = file.header.arguments
    }

    /// What strings an argument takes: words of a fixed set, or names of that kind.
    func strings(of name: String) -> (words: [String], kind: NameKind?)? {
        switch arguments.first(where: { $0.name == name })?.type {
        case .choice(let choices)?: (choices, nil)
        case .container?: ([], .container)
        case .path?: ([], .localPath)
        case .archive?: ([], .cloud)
        default: nil
        }
    }
}
