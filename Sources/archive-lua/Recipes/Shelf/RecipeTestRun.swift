import ArchiveAPI
import Foundation
import Glibc
import Locking
import LuaBridge

/// `recipe test`: runs `NAME_test.lua`, which lies beside a recipe, in a process that does nothing else.
///
/// The tests are a stranger's as much as the recipe is: they run in a sandbox of their own, in a folder of their own.
final class RecipeTestRun: Sendable {
    private let file: RecipeFile
    /// Whether the tests work on the session's archive; else each on a practice archive of its own.
    private let isHere: Bool
    private let folder: String
    private let progress = Locked(Progress())
    private let queue = RecipeTestQueue()

    private struct Progress {
        var passed = 0
        var failed = 0
        var scratches: [Container] = []
        /// The archive of the test that runs, and the words by which a child works on it.
        var archive: Archive?
        var words: [String] = []
    }

    init(_ file: RecipeFile, isHere: Bool) throws {
        self.file = file
        self.isHere = isHere
        var template = Array("\(NSTemporaryDirectory())/archive-lua-recipe-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ArchiveError(.localFile, "could not make a temporary folder: \(String(cString: strerror(errno)))")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether all passed.
    func run() throws -> Bool {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = Self.path(of: file.path)
        let source = try RecipeFile.read(path, calledAs: path)
        let work = folder + "/work"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        // Relative paths in tests and in the recipe are in this folder.
        guard chdir(work) == 0 else { throw ArchiveError(.localFile, "could not enter '\(work)'") }
        try confine()
        let sandbox = try Sandbox(archive: try archive(0), limits: RecipeLimits(), printsTo: STDOUT_FILENO)
        let state = sandbox.state
        for function in [test, scratch, run_] { try state.register(function) }
        do {
            try state.call(try sandbox.load(source, name: "@\(file.header.name)_test.lua"))
        } catch let error as LuaError where error.kind != .interrupted {
            ErrorReport(error, in: state).print(program: file.header.name)
            return false
        }
        let (passed, failed) = progress.withLock { ($0.passed, $0.failed) }
        Screen.write("\(file.header.name): \(HumanCount.text(Int64(passed + failed), "test")), \(failed) failed\n")
        return failed == 0 && passed > 0
    }

    /// The tests, and the runs of the recipe that they start with whatever arguments, have no files but those in the
    /// folder.
    private func confine() throws {
        setenv(RecipeRun.within, folder, 1)
        try LocalPermit.confine(reads: [folder], writes: [folder], except: try PrivateFiles.paths(archives: [], recipe: file.path), within: folder)
        RecipeWatch.start(limits: RecipeLimits(), name: "\(file.header.name)_test")
    }

    /// Where the tests of a recipe are.
    static func path(of recipe: String) -> String { String(recipe.dropLast(4)) + "_test.lua" }

    // MARK: What the tests find

    private var test: LuaFunction {
        .function(
            "test",
            withState: { [self] (state: LuaState, name: String, body: LuaCallable) in
                let number = progress.withLock { $0.passed + $0.failed + 1 }
                try state.setGlobal("archive", try archive(number))
                var failure: LuaError?
                do { try state.call(body.value) } catch let error as LuaError { failure = error }
                removeScratches()
                if let failure {
                    if failure.kind == .interrupted { throw failure }
                    progress.withLock { $0.failed += 1 }
                    Screen.write("FAILED  \(TerminalText.line(name))\n")
                    ErrorReport(failure, in: state).print(program: file.header.name)
                } else {
                    progress.withLock { $0.passed += 1 }
                    Screen.write("passed  \(TerminalText.line(name))\n")
                }
            },
            .required("name", "what is shown"), .required("fn", "shows it, or raises an error"),
            help: "Runs a test, with the global archive a fresh one.")
    }

    private var scratch: LuaFunction {
        .function(
            "scratch",
            { [self] (files: ScratchFiles) in
                let archive = progress.withLock(\.archive)
                guard let project = try await archive?.projects().first?.project else {
                    throw ArchiveError(.notFound, "there is no project to make a container in")
                }
                let name = "test-\(String(UInt64.random(in: .min ... .max), radix: 36))"
                let container = try await project.createContainer(name)
                progress.withLock { $0.scratches.append(container) }
                let place = "\(folder)/\(name)"
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                for (name, content) in files.files {
                    let path = "\(place)/\(name)"
                    try FileManager.default.createDirectory(atPath: RecipePlaces.parent(of: path), withIntermediateDirectories: true)
                    try Data(content.bytes).write(to: URL(fileURLWithPath: path))
                }
                let entries = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
                if !entries.isEmpty { _ = try await container.upload(entries.map { "\(place)/\($0)" }) }
                return container
            },
            .optional("files", ScratchFiles(files: []), "content by name"), returns: "Container",
            "A container of its own with these files, until the test has ended.")
    }

    private var run_: LuaFunction {
        .function(
            "run",
            { [self] (arguments: RecipeWords, plan: Bool) in
                let words = progress.withLock(\.words)
                let allow = Allowance(effects: Set(Effect.allCases), files: true).text
                let child = ChildRun(
                    words: words + ["--quiet", "run", "--json", "--allow", allow] + (plan ? ["--plan"] : []) + [file.path] + arguments.words,
                    isCaptured: true, environment: isHere ? nil : Self.environment(ProcessInfo.processInfo.environment, in: folder))
                let end = try await queue.run { try await child.run() }
                guard case .object(let members)? = try? JSONValue(parsing: end.output) else {
                    throw ArchiveError(.server, "the recipe told nothing: \(String(decoding: end.errors, as: UTF8.self))")
                }
                return FromJSON(
                    .object(members + [
                        ("output", .string(String(decoding: end.errors, as: UTF8.self))), ("status", .integer(Int64(end.status))),
                    ]))
            },
            .optional("arguments", RecipeWords(words: []), "the recipe's arguments by name"),
            .optional("plan", false, "record the changes instead of making them"),
            returns: "table {ok, result, counts, refused, seconds, error, output, status}",
            "Runs the recipe, and returns what run --json tells of it, what it printed, and its exit status.")
    }

    /// What the runs of a stranger's tests know of their surroundings: no credentials, and no home but one of their own.
    static func environment(_ all: [String: String], in folder: String) -> [String: String] {
        let harmless = ["PATH", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TZ", "NO_COLOR", "USER", "LOGNAME", "LD_LIBRARY_PATH", RecipeRun.within]
        // What sanitizers are told holds for the child as well.
        return all.filter { harmless.contains($0.key) || $0.key.hasSuffix("SAN_OPTIONS") }
            .merging(["HOME": "\(folder)/home", "TMPDIR": folder, ArchiveArgument.within: folder]) { $1 }
    }

    // MARK: Archives

    private func archive(_ number: Int) throws -> Archive {
        let archive: Archive
        var words = Session.current.words
        if isHere {
            archive = Archive(Session.current.archive.backend, permit: CountedPermit(base: Session.current.permit))
        } else {
            let directory = "\(folder)/archive-\(number)"
            archive = Archive(LocalBackend(directory: directory), permit: CountedPermit(base: UnrestrictedPermit()))
            words = ["--local=\(directory)"]
        }
        progress.withLock { [words] progress in
            progress.archive = archive
            progress.words = words
        }
        return archive
    }

    private func removeScratches() {
        let containers = progress.withLock { progress in
            defer { progress.scratches = [] }
            return progress.scratches
        }
        guard isHere else { return }
        for container in containers {
            do {
                try Blocking.wait { try await container.project.deleteContainer(container.name, confirmation: container.name) }
            } catch let error as ArchiveError where error.code == .notFound {
                continue  // the recipe's own work
            } catch {
                // The next tests have containers of their own.
                Screen.write("'\(TerminalText.line(container.name))' is left: \(TerminalText.line("\(error)"))\n", to: STDERR_FILENO)
            }
        }
    }

}

/// The files of a scratch container: content by name.
private struct ScratchFiles: LuaArgument {
    let files: [(name: String, content: LuaBytes)]

    static let luaTypeName = "table of strings"
    static let luaIsData = true
    static func luaClaims(_ table: LuaView) -> Bool { true }

    static func luaRead(_ view: LuaView) throws -> ScratchFiles {
        guard view.isTable else { throw LuaTypeMismatch(ScratchFiles.self, view) }
        var files: [(name: String, content: LuaBytes)] = []
        try view.forEachEntry { key, value in
            guard let name = key.string, let content = value.bytes else {
                throw LuaUsageError("scratch: \(key.described) is \(value.described)", hint: "As in scratch{[\"a/b.txt\"] = \"text\"}.")
            }
            guard LocalName.isContained(name) else { throw LuaUsageError("scratch: '\(name)' is no name of a file in a folder") }
            files.append((name, content))
        }
        return ScratchFiles(files: files.sorted { $0.name < $1.name })
    }
}

/// Names of files that stay in their folder.
private enum LocalName {
    static func isContained(_ name: String) -> Bool {
        !name.utf8.contains(0)
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
            }
    }
}
