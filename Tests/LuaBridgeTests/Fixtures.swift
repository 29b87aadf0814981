import Foundation
import LuaBridge
import Synchronization
import Testing

/// The error object of these tests.
struct Failure: LuaClass, Error {
    var code: String
    var message: String
    var hint: String?

    init(_ code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    static let luaName = "Failure"
    static let luaSummary = "what went wrong"
    static var luaMembers: [LuaMember<Failure>] {
        [
            .property("code", \.code, "a stable word"),
            .property("message", \.message, "what happened"),
            .property("hint", \.hint, "what to do"),
        ]
    }
    var luaTostring: String { hint.map { "\(message)\n\($0)" } ?? message }
}

@Sendable func convert(_ error: any Error) -> any LuaClass {
    switch error {
    case let failure as Failure: failure
    case let usage as LuaUsageError: Failure("usage", usage.message, hint: usage.hint)
    case is LuaInterrupted: Failure("interrupted", "interrupted")
    default: Failure("other", "\(error)")
    }
}

/// Counts how many objects of one test are alive.
final class Census: Sendable {
    private let alive = Atomic(0)
    private let entered = Atomic(0)
    var count: Int { alive.load(ordering: .relaxed) }
    /// How many there have been.
    var made: Int { entered.load(ordering: .relaxed) }
    func enter() {
        alive.add(1, ordering: .relaxed)
        entered.add(1, ordering: .relaxed)
    }
    func leave() { alive.subtract(1, ordering: .relaxed) }
}

/// A document of a shelf: what the bridge shows to Lua in these tests.
final class Document: LuaClass {
    let name: String
    let pages: Int
    let census: Census?

    init(_ name: String, pages: Int = 1, census: Census? = nil) {
        self.name = name
        self.pages = pages
        self.census = census
        census?.enter()
    }
    deinit { census?.leave() }

    func title(_ prefix: String) -> String { prefix + name }
    func copy(_ target: String, newName: String?, overwrite: Bool) async throws -> Document {
        await Task.yield()
        if target == "forbidden" { throw Failure("forbidden", "not there", hint: "Try elsewhere.") }
        return Document("\(target)/\(newName ?? name)\(overwrite ? "!" : "")", pages: pages, census: census)
    }
    func count() async -> Int { pages }
    func join(_ others: [Document], separator: String) -> String {
        ([self] + others).map(\.name).joined(separator: separator)
    }
    func fail(_ code: String) throws { throw Failure(code, "failed with \(code)") }

    static let luaName = "Document"
    static let luaSummary = "a named thing with pages"
    static var luaMembers: [LuaMember<Document>] {
        [
            .constructor({ (name: String, pages: Int) in Document(name, pages: pages) },
                .required("name", "its name"), .optional("pages", 1, "how many"), help: "makes a document"),
            .property("name", \.name, "its name"),
            .property("pages", \.pages, "how many pages"),
            .property("slow", { await $0.count() }, "the pages, after a while"),
            .method("title", Document.title, .optional("prefix", "", "in front"), returns: "string", "its title"),
            .method("copy", Document.copy, .required("target", "where to"), .optional("new_name", "another name"),
                .optional("overwrite", false, "whether to replace"), returns: "Document", "copies it"),
            .method("count", Document.count, returns: "integer", "how many pages"),
            .method("join", Document.join, .required("others", "the others"), .optional("separator", ",", "between"),
                returns: "string", "all names"),
            .method("fail", Document.fail, .required("code", "which", choices: ["exists", "forbidden"]), help: "fails"),
            .equal { $0.name == $1.name },
            .length(\.pages),
        ]
    }
    var luaTostring: String { "Document \(name)" }
}

/// Tells what it finds in a value of which it knows nothing.
let look = LuaFunction.function(
    "look",
    withState: { (state: LuaState, data: LuaData, _: Int) in
        try state.view(data.value) { view in
            var found = try view.propertyNames.map { name in
                "\(name): \(try view.property(name) { $0.described } ?? "nothing")"
            }
            guard view.isTable else { return found.joined(separator: ", ") }
            try view.forEachEntry { found.append("\($0.described): \($1.described)") }
            if let mark = try view.metafield("mark", { $0.described }) { found.append("mark: \(mark)") }
            return found.sorted().joined(separator: ", ")
        }
    },
    .required("data", "anything"), .optional("level", 0, ""), returns: "string", "")

func makeState(memory: LuaState.Memory = .init()) throws -> LuaState {
    let state = try LuaState(memory: memory, errorConverter: convert)
    try state.register(module: LuaModule("shelf", classes: [Document.self, Failure.self]))
    return state
}

/// A thread of its own for Lua, which blocks while it waits: it must not be one that Swift tasks need.
final class ThreadForEachJob: TaskExecutor {
    let takesSignals: Bool
    init(takesSignals: Bool) { self.takesSignals = takesSignals }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread {
            // The threads of the pool block signals, and a new thread inherits that.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGINT)
            pthread_sigmask(self.takesSignals ? SIG_UNBLOCK : SIG_BLOCK, &signals, nil)
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}

func onLuaThread(takingSignals: Bool = false, _ body: @escaping @Sendable () throws -> Void) async throws {
    try await withTaskExecutorPreference(ThreadForEachJob(takesSignals: takingSignals)) { try body() }
}

/// Runs a chunk and gives its results as text.
func results(_ state: LuaState, _ chunk: String) throws -> [String] {
    try state.run(chunk).map { try state.tostring($0).repaired }
}

/// Runs a chunk that must fail, and gives the error.
func failure(_ state: LuaState, _ chunk: String) throws -> LuaError {
    try #require(throws: LuaError.self) { try state.run(chunk) }
}

/// A place where several calls meet: none returns before all are there.
actor Meeting {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var most = 0
    private var present = 0

    func meet(_ count: Int) async {
        present += 1
        most = max(most, present)
        if waiting.count + 1 == count {
            let all = waiting
            waiting = []
            for one in all { one.resume() }
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        present -= 1
    }
}
