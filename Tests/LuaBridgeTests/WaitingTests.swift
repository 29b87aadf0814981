import LuaBridge
import Synchronization
import Testing

/// Somewhere that calls can wait.
struct Hall: LuaClass {
    /// Those for whom nobody has to wait.
    private final class Guests: Sendable {
        private let left = Mutex([1, 2])
        func next() -> Int? { left.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    }

    let meeting = Meeting()
    private let guests = Guests()

    static let luaName = "Hall"
    static var luaMembers: [LuaMember<Hall>] {
        [
            .constructor({ Hall() }, help: "makes a hall"),
            .method("meet", { (hall: Hall, count: Int, result: Int?) async -> Int? in
                await hall.meeting.meet(count)
                return result
            }, .required("count", "how many"), .optional("result", "what to return"), returns: "integer", "meets others"),
            .method("rest", { (hall: Hall) async in await Task.yield() }, help: "lets others go first"),
            .method("most", { (hall: Hall) async in await hall.meeting.most }, returns: "integer", "how many were here at once"),
            .call(ready: { $0.guests.next() }) { (hall: Hall) async -> Int? in nil },
            .close(whenCollected: true) { (hall: Hall) async in await Task.yield() },
        ]
    }
}

func makeHallState() throws -> LuaState {
    let state = try makeState()
    try state.register(Hall.self)
    try state.register(.spawn)
    try state.register(.parallel)
    return state
}

@Suite(.timeLimit(.minutes(10))) struct WaitingTests {
    @Test(arguments: [
        ("return h:meet(1, 5)", "5"),
        ("return coroutine.wrap(function() return h:meet(1, 5) end)()", "5"),
        ("local t = {3, 1, 2} table.sort(t, function(a, b) h:rest() return a < b end) return table.concat(t)", "123"),
        ("return (('a'):gsub('a', function() h:rest() return 'b' end))", "b"),
        ("return setmetatable({}, {__index = function() return h:meet(1, 5) end}).x", "5"),
        ("local r do local c <close> = setmetatable({}, {__close = function() r = h:meet(1, 5) end}) end return r", "5"),
        ("do local c <close> = h end return 5", "5"),
        ("local sum = 2 for guest in Hall() do sum = sum + guest end return sum", "5"),
        ("setmetatable({}, {__gc = function() r = h:meet(1, 5) end}) collectgarbage() return r", "5"),
        ("return select(2, pcall(h.meet, h, 1, 5))", "5"),
        ("return Document('a', 5).slow", "5"),
    ])
    func waitsEverywhere(chunk: String, expected: String) async throws {
        try await onLuaThread {
            let state = try makeHallState()
            try state.run("h = Hall()")
            #expect(try results(state, chunk) == [expected])
            // And the same in a task, where what can be suspended is.
            #expect(try results(state, "return spawn(function() \(chunk) end):wait()") == [expected])
        }
    }

    @Test func tasksOverlap() async throws {
        try await onLuaThread {
            let found = try results(try makeHallState(), """
                local h = Hall()
                local tasks = {}
                for i = 1, 3 do tasks[i] = spawn(function(x) return h:meet(3, x), x end, i * 10) end
                local r = {}
                for i = 3, 1, -1 do r[#r + 1] = table.concat({tasks[i]:wait()}, "/") end
                return table.concat(r, " "), tasks[1].done, tasks[1]:wait()
                """)
            #expect(found == ["30/30 20/20 10/10", "true", "10", "10"])
        }
    }

    @Test func tasksMeetTheMainFunction() async throws {
        try await onLuaThread {
            let found = try results(try makeHallState(), """
                local h = Hall()
                local t = spawn(function() return h:meet(2, 1) end)
                local early = t.done
                local mine = h:meet(2, 2)
                return early, mine, t:wait()
                """)
            #expect(found == ["false", "2", "1"])
        }
    }

    @Test func parallelKeepsTheOrderAndTheLimit() async throws {
        try await onLuaThread {
            let found = try results(try makeHallState(), """
                local h = Hall()
                local items = {}
                for i = 1, 12 do items[i] = i end
                local r = parallel(items, function(item, position)
                    assert(item == position)
                    return h:meet(3, item * 2)
                end, {limit = 3})
                return table.concat(r, ","), h:most(), #parallel({}, print)
                """)
            #expect(found == ["2,4,6,8,10,12,14,16,18,20,22,24", "3", "0"])
        }
    }

    @Test func parallelInsideTasks() async throws {
        try await onLuaThread {
            let found = try results(try makeHallState(), """
                local h = Hall()
                local r = parallel({1, 2}, function(a)
                    return table.concat(parallel({10, 20}, function(b) return h:meet(4, a + b) end), "+")
                end)
                return table.concat(r, " ")
                """)
            #expect(found == ["11+21 12+22"])
        }
    }

    @Test func failuresReachWhoWaits() async throws {
        try await onLuaThread {
            let state = try makeHallState()
            let found = try results(state, """
                local h, d = Hall(), Document("a")
                local t = spawn(function() h:rest() d:fail("exists") end)
                local ok, e = pcall(t.wait, t)
                local ok2, e2 = pcall(t.wait, t)
                local begun = 0
                local ok3, e3 = pcall(parallel, {1, 2, 3, 4}, function(i)
                    begun = begun + 1
                    h:rest()
                    error("item " .. i, 0)
                end, {limit = 1})
                return ok, e.code, e2 == e, ok3, e3, begun
                """)
            #expect(found == ["false", "exists", "true", "false", "item 1", "1"])
            try state.run("spawn(function() h = Hall() h:rest() error('nobody asks', 0) end)")
            #expect(try state.finishTasks().map(\.message) == ["nobody asks"])
            #expect(try state.finishTasks().isEmpty)
        }
    }

    @Test(arguments: [
        "local t t = spawn(function() h:rest() t:wait() end) t:wait()",
        "local a, b a = spawn(function() h:rest() b:wait() end) b = spawn(function() a:wait() end) b:wait()",
        "local t t = spawn(function() h:rest() table.sort({2, 1}, function() t:wait() end) end) t:wait()",
        """
        local a, b
        a = spawn(function() h:rest() table.sort({2, 1}, function() b:wait() end) end)
        b = spawn(function() a:wait() end)
        a:wait()
        """,
        """
        local a, b
        a = spawn(function() h:rest() table.sort({2, 1}, function() h:rest() b:wait() end) end)
        b = spawn(function() h:rest() table.sort({2, 1}, function() a:wait() end) end)
        a:wait() b:wait()
        """,
    ])
    func circularWaitsAreErrors(chunk: String) async throws {
        try await onLuaThread {
            let state = try makeHallState()
            let error = try failure(state, "h = Hall() " + chunk)
            #expect(error.message.hasPrefix("the tasks wait for each other"))
        }
    }

    @Test func tasksAreNotTheUsersCoroutines() async throws {
        try await onLuaThread {
            let found = try results(try makeHallState(), """
                local co
                local t = spawn(function() co = coroutine.running() Hall():rest() coroutine.yield() return 1 end)
                local ok, e = coroutine.resume(co)
                local ok2, e2 = pcall(coroutine.close, co)
                return ok, e, ok2, e2, t:wait()
                """)
            #expect(found == ["false", "cannot resume a task", "false", "cannot close a task", "1"])
        }
    }

    @Test func manyTasksLeaveNothing() async throws {
        try await onLuaThread {
            let state = try makeHallState()
            let chunk = """
                local h = Hall()
                for _ = 1, 20 do parallel({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, function(i) h:rest() return {i} end) end
                for _ = 1, 200 do spawn(function() h:rest() end):wait() end
                collectgarbage() collectgarbage()
                """
            try state.run(chunk)
            try state.collectGarbage()
            let before = state.memoryUsed
            for _ in 1...5 { try state.run(chunk) }
            try state.collectGarbage()
            #expect(state.memoryUsed < before + 30_000)
        }
    }
}
