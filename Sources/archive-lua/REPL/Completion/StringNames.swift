import ArchiveAPI
import LuaBridge

/// The names that may stand in a string: the archive's own, those of local files, and words that an option takes.
struct StringNames {
    /// Where the string stands.
    struct Place {
        /// All of the piece before the cursor.
        let text: [UInt8]
        /// Its first byte behind the quote.
        let content: Int
        /// The first byte of the line that is being edited.
        let lineStart: Int
        let quote: UInt8
        /// What follows the cursor.
        let following: [UInt8]
        let ignoresCase: Bool

        /// Where the word begins that is replaced: the last level of a path, and behind every quote in it.
        fileprivate func wordStart(isPath: Bool) -> Int {
            var start = max(content, lineStart)
            if isPath, let slash = text[start...].lastIndex(of: UInt8(ascii: "/")) { start = slash + 1 }
            if let quote = text[start...].lastIndex(of: quote) { start = quote + 1 }
            return start
        }
    }

    /// What is looked for in a string.
    enum Wanted {
        case words([String])
        case names(NameKind, ArchivePlace?)
        case keys(Known)
    }

    let known: KnownValues
    let members: MemberNames
    let cache: NameCache
    let environment: [String: String]

    /// Functions of Lua's own libraries whose first argument is a local path.
    private static let pathFunctions: Set<String> = [
        "dofile", "loadfile", "io.open", "io.lines", "io.input", "io.output", "os.remove", "os.rename",
    ]

    func completion(of target: LuaContext.Target, _ place: Place) -> Completion {
        let nothing = Completion(start: place.text.count - place.lineStart)
        guard let wanted = wanted(target, in: place.text) else { return nothing }
        switch wanted {
        case .words(let words):
            return completion(NameList(names: words.map { .init(bytes: Array($0.utf8)) }), place)
        case .keys(let value):
            if case .byName(let kind, let archivePlace) = value {
                return members.names(kind, archivePlace).map { completion($0.list, place, closing: "]", isPending: $0.isPending) } ?? nothing
            }
            let keys = members.fields(of: value).map { NameList.Name(bytes: $0.name.bytes) }
            return completion(NameList(names: keys), place, closing: "]")
        case .names(let kind, let archivePlace):
            return kind.isPath ? paths(kind, archivePlace, place) : names(kind, archivePlace, place) ?? nothing
        }
    }

    private func wanted(_ target: LuaContext.Target, in text: [UInt8]) -> Wanted? {
        switch target {
        case .argument(let argument):
            if let name = argument.callee.plainName, Self.pathFunctions.contains(name) {
                return argument.position == 0 ? .names(.localPath, nil) : nil
            }
            guard let callee = known.callee(argument.callee) else { return nil }
            return callee.parameter(at: argument.position).flatMap { wanted($0, callee.place) }
        case .option(let argument, let option):
            guard let callee = known.callee(argument.callee) else { return nil }
            if let recipe = RecipeCall(callee.member, position: argument.position, in: text) {
                return recipe.strings(of: option, in: known.archive)
            }
            return callee.member.parameters.first { $0.name == option }.flatMap { wanted($0, callee.place) }
        case .key(let chain): return known.value(of: chain).map(Wanted.keys)
        case .other: return nil
        }
    }

    private func wanted(_ parameter: ParameterDocumentation, _ place: ArchivePlace?) -> Wanted? {
        if !parameter.choices.isEmpty { return .words(parameter.choices) }
        return parameter.names.map { .names($0, place) }
    }

    private func names(_ kind: NameKind, _ archivePlace: ArchivePlace?, _ place: Place) -> Completion? {
        switch kind {
        case .project: return answer(NameQuestions.projects(of: archivePlace?.archive ?? known.archive), place)
        case .container: return answer(NameQuestions.containers(of: archivePlace ?? .archive(known.archive)), place)
        case .user: return archivePlace.flatMap { answer(NameQuestions.users(of: $0), place) }
        case .cloud: return answer(NameQuestions.clouds(environment), place)
        case .recipe:
            guard !place.text[place.content...].contains(UInt8(ascii: "/")) else { return paths(.localPath, nil, place) }
            return answer(NameQuestions.recipes, place)
        case .topic:
            return completion(NameList(names: Help.topics(in: known.state).map { .init(bytes: Array($0.utf8)) }), place)
        default: return nil
        }
    }

    private func answer(_ question: NameCache.Question, _ place: Place) -> Completion {
        let answer = cache.answer(to: question)
        return completion(answer.list, place, isPending: answer.isPending)
    }

    /// Names on the level of a path that is being typed.
    private func paths(_ kind: NameKind, _ archivePlace: ArchivePlace?, _ place: Place) -> Completion {
        let typed = StringText.decode(place.text[place.content...]).bytes
        let directory = typed.lastIndex(of: UInt8(ascii: "/")).map { Array(typed[...$0]) } ?? []
        var answer: NameCache.Answer
        var home: [UInt8]?
        let isLocal = kind == .localPath || kind == .localDirectory
        if isLocal {
            // Nothing but a shell knows what ~ is: it is written out.
            if directory.starts(with: "~/".utf8) { home = environment["HOME"].map { Array($0.utf8) } }
            answer = cache.answer(to: NameQuestions.files(in: home.map { $0 + directory.dropFirst() } ?? directory))
        } else {
            guard let archivePlace, let prefix = String(validating: directory, as: UTF8.self) else {
                return Completion(start: place.text.count - place.lineStart)
            }
            answer = cache.answer(to: NameQuestions.objects(of: archivePlace, prefix: prefix))
            // Of a level that has too many names, those that begin with what is typed may all be had.
            if answer.list.isCut, typed.count > directory.count, let prefix = String(validating: typed, as: UTF8.self) {
                answer = cache.answer(to: NameQuestions.objects(of: archivePlace, prefix: prefix))
            }
        }
        let hidesDots = isLocal && typed.count == directory.count
        answer.list.names.removeAll { name in
            let last = name.bytes.dropFirst((home.map { $0.count - 1 } ?? 0) + directory.count)
            return last.isEmpty || (kind.isDirectory && !name.isDirectory) || (hidesDots && last.first == UInt8(ascii: "."))
        }
        return completion(answer.list, place, isPath: true, isPending: answer.isPending, home: home)
    }

    /// - Parameters:
    ///   - closing: what follows the quote of a whole name.
    ///   - home: what `~` at the beginning stands for.
    private func completion(
        _ list: NameList, _ place: Place, closing: String = "", isPath: Bool = false, isPending: Bool = false, home: [UInt8]? = nil
    ) -> Completion {
        let start = home == nil ? place.wordStart(isPath: isPath) : max(place.content, place.lineStart)
        let (kept, torn) = StringText.decode(place.text[place.content..<start])
        let (bytes, unfinished) = StringText.decode(place.text[place.content...])
        guard torn.isEmpty else { return Completion(start: start - place.lineStart) }
        let typed = Typed(
            bytes: home.map { $0 + bytes.dropFirst() } ?? bytes, unfinished: unfinished, ignoresCase: place.ignoresCase)
        let found = list.names.filter { typed.matches($0.bytes, quote: place.quote) }
        var candidates = found.map { StringText.encode($0.bytes.dropFirst(kept.count), quote: place.quote) }
        if found.count == 1, !found[0].isDirectory {
            let end = String(UnicodeScalar(place.quote)) + closing
            if place.following.first != place.quote { candidates[0] += end }
        }
        // There are more: what these have in common, the others need not have.
        if list.isCut, found.count > 1 { candidates.append("…") }
        return Completion(start: start - place.lineStart, candidates: candidates, isPending: isPending)
    }
}

extension LuaChain {
    /// `io.open`
    fileprivate var plainName: String? {
        guard case .name(var name) = base else { return nil }
        for step in steps {
            guard case .field(let field) = step else { return nil }
            name += "." + field.repaired
        }
        return name
    }
}
