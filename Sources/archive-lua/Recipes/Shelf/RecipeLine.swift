import LuaBridge

/// What stands behind `archive-lua recipe`: what to do, and with what.
struct RecipeLine: Equatable {
    enum Verb: String, CaseIterable { case list, search, show, new, check, test, add, update, remove, publish, trust }

    var verb: Verb
    /// Whether it is only asked how the verbs are used.
    var help = false
    /// Names, files or sources.
    var subjects: [String] = []
    var options: [String: String] = [:]

    /// Options of each verb; true: with a value.
    static func options(of verb: Verb) -> [String: Bool] {
        switch verb {
        case .add, .update: ["--allow": true]
        case .publish: ["--to": true]
        case .test: ["--here": false]
        case .show: ["--source": false]
        default: [:]
        }
    }

    init(_ words: [CommandLine.Word]) throws(CommandLine.UsageError) {
        let words = words.map { CommandLine.text($0) }
        let verbs = Verb.allCases.map(\.rawValue)
        guard !words.contains("--help"), !words.contains("-h") else {
            (verb, help) = (.list, true)
            return
        }
        guard let first = words.first, let verb = Verb(rawValue: first) else {
            throw CommandLine.UsageError(
                message: "'recipe' needs one of: \(verbs.joined(separator: ", "))",
                hint: words.first.flatMap { NearestName.hint(for: $0, among: verbs) })
        }
        self.verb = verb
        let known = Self.options(of: verb)
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                subjects.append(word)
                continue
            }
            let name = String(word.prefix(while: { $0 != "=" }))
            guard let takesValue = known[name] else {
                throw CommandLine.UsageError(
                    message: "'recipe \(verb.rawValue)' has no option '\(name)'", hint: NearestName.hint(for: name, among: Array(known.keys)))
            }
            let attached: String? = name == word ? nil : String(word.dropFirst(name.count + 1))
            let value = attached ?? (takesValue ? rest.popFirst() : "")
            guard let value, !takesValue || !value.isEmpty else { throw CommandLine.UsageError(message: "'\(name)' needs a value") }
            options[name] = value
        }
        try check()
    }

    private func check() throws(CommandLine.UsageError) {
        let expected: String? = switch verb {
        case .list: subjects.isEmpty ? nil : "nothing more"
        case .search: subjects.isEmpty ? "words to search for" : nil
        case .new: subjects.count == 1 ? nil : "one name"
        case .publish where options["--to"] == nil: "'--to archive:CONTAINER', or '--to' and a folder"
        case .show: subjects.count == 1 ? nil : "one name, file or archive:CONTAINER/NAME"
        case .publish: subjects.count == 1 ? nil : "one name or file"
        case .check, .test, .trust, .remove: subjects.isEmpty ? "names or files" : nil
        case .add: subjects.isEmpty ? "archive:CONTAINER/NAME, a URL or a file" : nil
        case .update: nil
        }
        if let expected { throw CommandLine.UsageError(message: "'recipe \(verb.rawValue)' needs \(expected)") }
    }
}
