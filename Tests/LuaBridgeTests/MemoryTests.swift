import Foundation
import LuaBridge
import Testing

@Suite(.timeLimit(.minutes(10))) struct MemoryTests {
    static let script = """
        local d, e = Document("a", 2), Document("b")
        local long = string.rep("name ", 100)
        local list = {d, e, Document(long)}
        assert(d:title(long) == long .. "a" and d.name == "a" and d == d and #d == 2)
        assert(d:join(list, {separator = "+"}):sub(1, 4) == "a+a+")
        assert(not pcall(d.fail, d, "exists") and not pcall(d.copy, d, {nonsense = 1}))
        assert(not pcall(function() return d.missing end) and not pcall(function() d.name = 1 end))
        assert(d:copy("there", {overwrite = true}).name == "there/a!" and d.slow == 2)
        local n = 0
        for k, v in pairs(d) do n = n + 1 end
        for i in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(d:copy("x" .. i).name) end end) do n = n + 1 end
        local h = Hall()
        local t = spawn(function(...) h:rest() return d:copy("task"), ... end, 1, 2)
        local r = parallel(list, function(x) return x:copy("p") end, {limit = 2})
        assert(#r == 3 and t:wait().name == "task/a")
        assert(not pcall(parallel, list, function(x) h:rest() error("x") end))
        do local c <close> = h end
        assert(tostring(d) == "Document a" and tostring(Document) == "class Document")
        return n, d, {d}, echo(d, "x", nil, function() return d end)
        """

    /// Everything the bridge does, with so many requests for memory granted.
    private static func attempt(failFrom: Int?, census: Census) throws -> Int {
        let state = try LuaState(memory: .init(failFrom: failFrom), errorConverter: convert)
        try state.register(module: LuaModule(
            "shelf", classes: [Failure.self, Hall.self],
            functions: [.spawn, .parallel, .function("echo", { (values: LuaMultiple) in values }, .rest("values", ""), returns: "", "")],
            values: [("first", Document("first", census: census)), ("names", ["a", "b"])]))
        try state.register(Document.self)
        try state.setGlobal("counted", Document("counted", census: census))
        let found = try state.run("local copied = counted:copy('c'):join{first, counted}\n" + script)
        #expect(found[0].integer == 5)
        _ = try state.tostring(found[1])
        _ = state.classDocumentation(of: found[1])
        _ = try state.makeTable(["x"], fields: [("f", 1)])
        try state.collectGarbage()
        return state.memoryRequests
    }

    /// To Lua an object is 40 bytes; what Swift holds for it must count as well when garbage is due.
    @Test func garbageIsCollectedByWhatSwiftHolds() async throws {
        let census = Census()
        try await onLuaThread {
            let state = try LuaState(errorConverter: convert)
            try state.register(module: LuaModule(
                "shelf", classes: [Document.self],
                functions: [
                    .function("make", { Document("d", census: census) }, returns: "Document", ""),
                    .function("alive", { census.count }, returns: "integer", ""),
                ]))
            let most = try state.run("""
                local live, most = string.rep("x", 20e6), 0
                for _ = 1, 10 do
                    for _ = 1, 20000 do make() end
                    most = math.max(most, alive())
                end
                return most, #live
                """)
            #expect(try #require(most[0].integer) < 100_000)
        }
    }

    /// Lua finalizes nothing that is made while it is closed.
    @Test func whatFinalizersMakeAtTheEndIsReleased() async throws {
        let census = Census()
        try await onLuaThread {
            let state = try LuaState(errorConverter: convert)
            try state.register(.function("make", { Document("d", census: census) }, returns: "Document", ""))
            try state.run("kept = setmetatable({}, {__gc = function() kept = {make(), pcall(make, 'x')} end})")
            #expect(census.count == 0)
        }
        #expect(census.count == 0 && census.made == 1)
    }

    @Test func everyAllocationMayFail() async throws {
        let census = Census()
        try await onLuaThread {
            let all = try Self.attempt(failFrom: nil, census: census)
            #expect(all > 500)
            var failures = 0
            for request in 1...all {
                do {
                    _ = try Self.attempt(failFrom: request, census: census)
                } catch {
                    failures += 1
                }
            }
            #expect(failures > all - 20)
        }
        await census.settle()
        #expect(census.count == 0)
    }

    /// The same for looks into values of which nothing is known.
    @Test func everyAllocationOfALookMayFail() throws {
        let census = Census()
        func attempt(failFrom: Int?) throws -> Int {
            let state = try LuaState(memory: .init(failFrom: failFrom), errorConverter: convert)
            try state.register(look)
            try state.setGlobal("counted", Document(String(repeating: "name ", count: 100), census: census))
            try state.run("""
                assert(look(counted):find("pages: integer 1"))
                assert(look(setmetatable({level = counted, {}}, {mark = counted})):find("mark: Document"))
                """)
            return state.memoryRequests
        }
        let all = try attempt(failFrom: nil)
        let failures = (1...all).count { request in (try? attempt(failFrom: request)) == nil }
        #expect(failures > all - 20)
        #expect(census.count == 0)
    }

    /// The same for a stranger's libraries, and for file handles.
    @Test func everyAllocationOfASandboxMayFail() throws {
        func attempt(failFrom: Int?) throws -> Int {
            var ends: [Int32] = [-1, -1]
            #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
            defer {
                // Whoever had the other end last has closed it; a child of another test may have it for a moment more.
                var end = pollfd(fd: ends[1], events: 0, revents: 0)
                #expect(poll(&end, 1, 10_000) == 1 && end.revents & Int16(POLLHUP) != 0)
                close(ends[1])
            }
            _ = write(ends[1], "line", 4)
            return try attempt(failFrom: failFrom, LuaFile(descriptor: ends[0], mode: "r"))
        }
        func attempt(failFrom: Int?, _ file: consuming LuaFile) throws -> Int {
            let state = try LuaState(memory: .init(failFrom: failFrom), libraries: false, errorConverter: convert)
            state.constructorRefusal = { _ in "nobody makes one" }
            try state.openSandboxLibraries()
            try state.register(Document.self)
            try state.register(.function("twice", { (n: Int) in n * 2 }, .required("n", ""), returns: "integer", ""), in: "os")
            try state.setGlobal("file", file)
            try state.run("""
                assert(os.twice(2) == 4 and not os.execute and load("return 7")() == 7 and file:read(4) == "line" and file:close())
                assert(not pcall(Document, "x"))
                """)
            return state.memoryRequests
        }
        let all = try attempt(failFrom: nil)
        let failures = (1...all).count { request in (try? attempt(failFrom: request)) == nil }
        // Within pcall, one error is as good as another.
        #expect(failures > all - 50)
    }

    @Test func aStateGoesOnAfterItsLimit() throws {
        let state = try makeState()
        try state.collectGarbage()
        state.memoryLimit = state.memoryUsed + 2_000_000
        #expect(try failure(state, "local t = {} while true do t[#t + 1] = {} end").kind == .memory)
        #expect(try failure(state, "local t = {} while true do t[#t + 1] = Document('x') end").kind == .memory)
        #expect(try results(state, "return Document('still here').name") == ["still here"])
    }
}

extension Census {
    /// Waits for cancelled tasks to let go of what they hold.
    func settle() async {
        let deadline = ContinuousClock.now + .seconds(10)
        while count != 0, ContinuousClock.now < deadline { await Task.yield() }
    }
}
