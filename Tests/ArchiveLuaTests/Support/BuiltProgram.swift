import Foundation

/// The built program, run as a user runs it.
struct BuiltProgram {
    /// What a run left behind.
    struct Outcome: Equatable {
        var output: String
        var errors: String
        var status: Int32
    }

    /// The product beside this test bundle.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (own as NSString).deletingLastPathComponent + "/archive-lua"
    }()

    /// The project's own folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// An empty folder: home, state and configuration of one test. Nothing of the person who runs the tests
    /// is read or written.
    let home: String

    init() throws {
        home = NSTemporaryDirectory() + "archive-lua-test-\(UUID())"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    }

    var environment: [String: String] {
        ["PATH": "/usr/bin:/bin", "HOME": home, "XDG_STATE_HOME": home + "/state", "TERM": "xterm", "LANG": "C.UTF-8"]
            .merging(Self.sanitizers) { own, _ in own }
    }

    /// What a sanitizer of these tests is told, the program is told too.
    private static let sanitizers = ProcessInfo.processInfo.environment.filter { name, _ in
        ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains(name)
    }

    /// The recipes that come with the program, by name.
    static let shippedRecipes: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: root + "/recipes")) ?? [])
        .filter { $0.hasSuffix(".lua") && !$0.hasSuffix("_test.lua") }.map { String($0.dropLast(4)) }.sorted()

    /// Writes a file below the home and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: home + "/" + name))
        return home + "/" + name
    }

    /// Runs a program with its standard streams in files. `name` is what it is called with.
    func run(
        _ arguments: [String], input: String = "", environment extra: [String: String] = [:],
        program: String = BuiltProgram.path, name: String = "archive-lua"
    ) throws -> Outcome {
        let base = home + "/run-\(UUID())"
        try Data(input.utf8).write(to: URL(fileURLWithPath: base + ".in"))
        let child = try Child(
            program: program, arguments: [name] + arguments, environment: environment.merging(extra) { $1 },
            directory: home,
            streams: [
                (base + ".in", O_RDONLY), (base + ".out", O_WRONLY | O_CREAT), (base + ".err", O_WRONLY | O_CREAT),
            ])
        let status = child.wait()
        return Outcome(output: try text(base + ".out"), errors: try text(base + ".err"), status: status)
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
