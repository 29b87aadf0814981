import ArchiveAPI
import LuaBridge

/// A call of `run` that is being typed: what the recipe in its first argument takes.
struct RecipeCall {
    let arguments: [ArgumentDeclaration]
    /// What stands in the braces so far.
    private let given: Substring

    /// - Parameters:
    ///   - callee: the function that is called.
    ///   - position: of its argument before the cursor, the first at 0.
    ///   - text: the piece up to there.
    /// - Returns: nil where it is no call of `run`, or of no recipe that can be read.
    init?(_ callee: MemberDocumentation, position: Int, in text: some Sequence<UInt8>) {
        let text = String(decoding: Array(text), as: UTF8.self)
        guard callee.qualifiedName == "run", position == 1,
            let call = text.matches(of: #/\brun\s*\(\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*,\s*\{/#).last,
            let name = call.1 ?? call.2, let file = try? RecipeFile(Array(name.utf8))
        else { return nil }
        arguments = file.header.arguments
        given = text[call.range.upperBound...]
    }

    /// What strings an argument takes: words of a fixed set, or names of a kind and whose they are.
    func strings(of name: String, in archive: Archive) -> StringNames.Wanted? {
        switch arguments.first(where: { $0.name == name })?.type {
        case .choice(let choices)?: .words(choices)
        case .container?: .names(.container, nil)
        case .directory?: .names(.directory, container(in: archive))
        case .object?: .names(.object, container(in: archive))
        case .user?: .names(.user, container(in: archive))
        case .path?: .names(.localPath, nil)
        case .archive?: .names(.cloud, nil)
        default: nil
        }
    }

    /// The first container that is named before the cursor.
    private func container(in archive: Archive) -> ArchivePlace? {
        for (_, name, double, single) in given.matches(of: #/(\w+)\s*=\s*(?:"([^"\\]*)"|'([^'\\]*)')/#).map(\.output) {
            guard let container = double ?? single, arguments.contains(where: { $0.name == name && $0.type == .container }) else { continue }
            return .namedContainer(String(container), in: .archive(archive))
        }
        return nil
    }
}
