import ArchiveAPI
import Foundation
import Glibc
import LuaBridge

/// What `archive-lua recipe …` does.
struct RecipeVerbs {
    let line: RecipeLine

    /// The exit status.
    func run() throws -> Int32 {
        guard !line.help else {
            say(Usage.recipe)
            return Program.Status.success
        }
        switch line.verb {
        case .list: try list(matching: nil)
        case .search: try list(matching: line.subjects.joined(separator: " "))
        case .show: try show(try file(line.subjects[0]))
        case .new: try RecipeTemplate.write(line.subjects[0])
        case .check: return try check()
        case .test: return try test()
        case .trust: try trust()
        case .add: for subject in line.subjects { try add(RecipeShelf.Place(subject)) }
        case .update: return try update()
        case .remove: try remove()
        case .publish: try publish()
        }
        return Program.Status.success
    }

    private func say(_ text: String) { Screen.write(text + "\n") }

    // MARK: What there is

    private func list(matching text: String?) throws {
        let files = RecipeFile.names.map { entry in Result { try RecipeFile(path: entry.path) }.mapError { ArchiveError(anything: $0) } }
        let found = files.compactMap { try? $0.get() }.filter { file in
            guard let text else { return true }
            let words = [file.header.name, file.header.summary] + file.header.arguments.flatMap { [$0.name, $0.help] }
            return text.split(separator: " ").allSatisfy { word in words.contains { $0.localizedCaseInsensitiveContains(word) } }
        }
        if found.isEmpty { say(text.map { "no recipe mentions '\(TerminalText.line($0))'" } ?? "there are no recipes") }
        let rows = found.map { file in
            [file.header.name, TerminalText.line(file.header.version), origin(of: file), TerminalText.line(file.header.summary)]
        }
        let table = TextTable(
            columns: [.init(title: "name"), .init(title: "version"), .init(title: "from"), .init(title: "summary", narrowest: 20)], rows: rows)
        let screen = Screen.current()
        // A program that reads it gets whole lines.
        if !rows.isEmpty { say(table.lines(width: screen.rows == nil ? Int.max : screen.columns).joined(separator: "\n")) }
        guard text == nil else { return }
        for case .failure(let error) in files { Screen.write("\(TerminalText.line(error.message))\n", to: STDERR_FILENO) }
    }

    private func origin(of file: RecipeFile) -> String {
        if RecipePlaces.shipped.map({ RecipePlaces.parent(of: file.path) == $0 }) ?? false { return "shipped" }
        return RecipePlaces.isShipped(file.header.name) ? "added (in place of the shipped one)" : "added"
    }

    /// By its name, as a file, or on a shelf: what one would add can be looked at before.
    private func file(_ subject: String) throws -> RecipeFile {
        guard RecipeShelf.Place.isRemote(subject) else { return try RecipeFile(Array(subject.utf8)) }
        let place = try RecipeShelf.Place(subject)
        return try Blocking.wait { try await place.fetch() }
    }

    private func show(_ file: RecipeFile) throws {
        if line.options["--source"] != nil { return say(TerminalText.block(file.source)) }
        let header = file.header
        let added = try RecipeLock.load().recipe.first { $0.standing == .added && $0.name == header.name }
        let isAdded = RecipePlaces.added.map { RecipePlaces.parent(of: file.path) == RecipeFile.absolute($0) } ?? false
        say("\(header.name) \(TerminalText.line(header.version))\n\(TerminalText.line(header.summary))\n")
        for (title, text) in [
            ("by", header.authors.joined(separator: ", ")), ("license", header.license), ("requires", header.requires?.description ?? ""),
            ("from", isAdded ? added?.source ?? file.path : file.path), ("sha256", file.sha256),
        ] where !text.isEmpty {
            say("\(title): \(TerminalText.line(text))")
        }
        say("\nIt may:\n" + RecipePromise.lines(of: header).map { "  - \($0)" }.joined(separator: "\n") + "\n")
        Help.show(ArgumentHelp.text(of: ScriptDeclaration(summary: "", options: header.arguments), name: "archive-lua run \(header.name)"))
    }

    // MARK: One's own

    private func trust() throws {
        for subject in line.subjects {
            let file = try RecipeFile(path: subject)
            try Agreement(file).remember(.own)
            say("'\(TerminalText.line(file.path))' is yours: it runs without a question, also when it changes")
        }
    }

    private func check() throws -> Int32 {
        var status = Program.Status.success
        for subject in line.subjects {
            do {
                let file = try RecipeFile(Array(subject.utf8))
                try RecipeCheck.check(file)
                say("\(TerminalText.line(subject)): good")
            } catch {
                let error = ArchiveError(anything: error)
                Screen.write(TerminalText.block("\(error)") + "\n", to: STDERR_FILENO)
                status = Program.Status.failure
            }
        }
        return status
    }

    /// Each in a process of its own.
    private func test() throws -> Int32 {
        guard line.subjects.count == 1 else {
            let here = line.options["--here"] != nil ? ["--here"] : []
            return try line.subjects.reduce(Program.Status.success) { status, subject in
                let words = Session.current.words + ["recipe", "test"] + here + [subject]
                let end = try Blocking.wait { try await ChildRun(words: words).run() }
                Screen.write(String(decoding: end.output, as: UTF8.self))
                return max(status, end.status)
            }
        }
        let file = try RecipeFile(Array(line.subjects[0].utf8))
        try RecipeCheck.check(file)
        let isHere = line.options["--here"] != nil
        if isHere { try checkOwner(of: file) }
        let isGood = try RecipeTestRun(file, isHere: isHere).run()
        return isGood ? Program.Status.success : Program.Status.failure
    }

    /// Tests may do anything to the archive that they work on: on one's own archive, a stranger's may not.
    private func checkOwner(of file: RecipeFile) throws {
        let isShipped = RecipePlaces.shipped.map { RecipePlaces.parent(of: file.path) == $0 } ?? false
        guard try isShipped || RecipeLock.load().recipe.contains(where: { $0.standing == .own && $0.source == file.path }) else {
            throw ArchiveError(
                .notPermitted, "with --here the tests of '\(file.header.name)' could do anything to your archive, and the recipe is not yours",
                hint: "Read \(file.header.name)_test.lua; then 'archive-lua recipe trust \(file.path)'. Without --here they have an archive of their own.",
                path: file.path)
        }
    }

    // MARK: Shelves

    private var allowed: Allowance? {
        get throws { try line.options["--allow"].map { try Allowance($0) } }
    }

    private func add(_ place: RecipeShelf.Place) throws {
        let allowed = try allowed
        let file = try Blocking.wait { try await place.fetch() }
        try keep(file, from: place, allowed: allowed, doing: "Add it")
        let place = RecipePlaces.isShipped(file.header.name) ? " in place of the one that comes with archive-lua" : ""
        say("added \(file.header.name) \(TerminalText.line(file.header.version))\(place): archive-lua run \(file.header.name)")
    }

    /// Puts it where it can be run by name, once that is agreed to.
    private func keep(_ file: RecipeFile, from place: RecipeShelf.Place, allowed: Allowance?, doing: String) throws {
        guard let folder = RecipePlaces.added else {
            throw ArchiveError(.localFile, "there is no place to keep recipes", hint: "Set HOME or XDG_DATA_HOME.")
        }
        guard file.header.name == place.name else {
            throw ArchiveError(.usage, "the recipe calls itself '\(file.header.name)', and lies there as '\(place.name)'", path: place.text)
        }
        try RecipeCheck.check(file)
        let agreement = Agreement(file, from: place, container: try Blocking.wait { try await place.shelf.address() })
        try Blocking.wait { try await agreement.obtain(allowed: allowed, doing: doing, standing: .added) }
        let tests = try Blocking.wait { try await place.shelf.optional(file.header.name + "_test.lua") }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Tests of what was there before would be none of this one.
        if tests == nil { unlink("\(folder)/\(file.header.name)_test.lua") }
        for (name, content) in [(file.header.name + "_test.lua", tests ?? []), (file.header.name + ".lua", file.source)] where !content.isEmpty {
            try Data(content).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
        }
        try agreement.remember(.added)
    }

    /// One that cannot be had does not keep the others from being looked at.
    private func update() throws -> Int32 {
        let allowed = try allowed
        let added = try RecipeLock.load().recipe.filter { $0.standing == .added }
        let chosen = try line.subjects.isEmpty ? added : line.subjects.map { name in
            guard let entry = added.first(where: { $0.name == name }) else { throw notAdded(name, added) }
            return entry
        }
        if chosen.isEmpty { say("nothing was added yet") }
        var status = Program.Status.success
        for entry in chosen {
            do {
                try update(entry, allowed)
            } catch {
                let error = ArchiveError(anything: error)
                if error.code == .interrupted { throw error }
                Screen.write("\(TerminalText.line(entry.name)): \(TerminalText.block("\(error)"))\n", to: STDERR_FILENO)
                status = Program.Status.failure
            }
        }
        return status
    }

    private func update(_ entry: RecipeLock.Entry, _ allowed: Allowance?) throws {
        let place = try RecipeShelf.Place(entry.source)
        // Another archive may have a container of the same name.
        let address = try Blocking.wait { try await place.shelf.address() }
        if let address, let before = entry.container, !address.utf8.elementsEqual(before.utf8) {
            throw ArchiveError(
                .conflict, "it was added from \(before), and here that is \(address)",
                hint: "Open that archive with --cloud or --local, or 'archive-lua recipe add \(entry.source)' to take it from this one.", path: entry.source)
        }
        let file = try Blocking.wait { try await place.fetch() }
        let kept = try? RecipeFile(Array(entry.name.utf8))
        guard file.sha256 != entry.sha256 || kept?.sha256 != entry.sha256 else {
            return say("\(TerminalText.line(entry.name)) \(TerminalText.line(entry.version)): up to date")
        }
        try keep(file, from: place, allowed: allowed, doing: "Update it")
        let (before, now) = (TerminalText.line(entry.version), TerminalText.line(file.header.version))
        say("\(file.header.name): " + (file.sha256 == entry.sha256 ? "\(now) as it was added: the file here had changed" : "\(before) -> \(now)"))
    }

    private func notAdded(_ name: String, _ added: [RecipeLock.Entry]) -> ArchiveError {
        ArchiveError(.notFound, "no recipe '\(name)' was added", hint: NearestName.hint(for: name, among: added.map(\.name)), path: name)
    }

    /// What was added, by its name; or that a file is one's own.
    private func remove() throws {
        let files = line.subjects.filter(RecipeFile.isPath)
        guard files.isEmpty else {
            guard files.count == line.subjects.count else { throw CommandLine.UsageError(message: "'recipe remove' takes names, or files") }
            return try files.forEach(distrust)
        }
        let added = try RecipeLock.load().recipe.filter { $0.standing == .added }
        for name in line.subjects where !added.contains(where: { $0.name == name }) { throw notAdded(name, added) }
        for name in line.subjects {
            try RecipeLock.change { $0.recipe.removeAll { $0.name == name && $0.standing == .added } }
            for file in ["\(name).lua", "\(name)_test.lua"] { if let folder = RecipePlaces.added { unlink("\(folder)/\(file)") } }
            say("removed \(name)")
        }
    }

    /// An older version may be replaced, and what was published once and is not what was published. Anything else is not ours.
    private func checkReplacing(_ there: [UInt8], by file: RecipeFile, on shelf: RecipeShelf) async throws {
        let name = file.header.name
        guard let old = try? RecipeHeader(of: there) else {
            let sum = try await shelf.optional(name + ".lua.sha256")
            if let sum, !sum.starts(with: try Checksum.hexDigest(.sha256, of: there).utf8) { return }
            throw ArchiveError(
                .exists, "there is a '\(name).lua' on that shelf already, and it is no recipe that this archive-lua can read",
                hint: "Move it away, or give yours another name.", path: name)
        }
        guard let before = RecipeVersion(old.version), let now = RecipeVersion(file.header.version), before < now else {
            throw ArchiveError(
                .exists, "there is another '\(name)' \(old.version) on that shelf already",
                hint: "Raise the version in the header; this is \(file.header.version).", path: name)
        }
    }

    private func distrust(_ path: String) throws {
        let whole = RecipeFile.absolute(path)
        guard try RecipeLock.load().recipe.contains(where: { $0.standing == .own && $0.source == whole }) else {
            throw ArchiveError(.notFound, "'\(path)' was not marked as your own", path: path)
        }
        try RecipeLock.change { $0.recipe.removeAll { $0.source == whole && $0.standing == .own } }
        say("'\(TerminalText.line(whole))' is asked about again; the file is still there")
    }

    private func publish() throws {
        let file = try RecipeFile(Array(line.subjects[0].utf8))
        try RecipeCheck.check(file)
        let target = line.options["--to"] ?? ""
        let shelf = try RecipeShelf(target)
        try shelf.checkWritable()
        let name = file.header.name
        let path = RecipeTestRun.path(of: file.path)
        // Whatever else a link beside a recipe leads to is not to be published.
        let tests = access(path, F_OK) == 0 ? try RecipeFile.read(path, calledAs: path, followsLinks: false) : nil
        let published = try Blocking.wait { () async throws -> Bool in
            var files = [(name: name + ".lua", content: file.source), (name + ".lua.sha256", Array("\(file.sha256)  \(name).lua\n".utf8))]
            if let tests { files.append((name + "_test.lua", tests)) }
            if let there = try await shelf.optional(name + ".lua"), there != file.source {
                try await checkReplacing(there, by: file, on: shelf)
            }
            // One that was cut off is written once more.
            if try await shelf.holds(files) { return false }
            try await shelf.write(files)
            return true
        }
        let address = "\(target)/\(name)"
        say(
            published
                ? "published \(name) \(TerminalText.line(file.header.version)): archive-lua recipe add \(TerminalText.line(address))\(target.contains(":") ? "" : ".lua")"
                : "that version is there already")
    }
}
