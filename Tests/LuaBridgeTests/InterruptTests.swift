import Foundation
import LuaBridge
import TestSupport
import Testing

/// Interrupts go to the whole process: one test at a time.
@Suite(.serialized, .timeLimit(.minutes(10))) struct InterruptTests {
    /// What a test's Lua code calls just before it runs for ever.
    private func stateThatIsStopped() throws -> LuaState {
        let state = try makeHallState()
        state.installInterruptHandler()
        // From another thread, as the terminal would: Lua is in its loop by then, or will be at once.
        try state.register(.function("stop_me", {
            Thread.detachNewThread { kill(getpid(), SIGINT) }
        }, help: "sends SIGINT"))
        try state.register(.function("stop_now", withState: { (state: LuaState) in state.interrupt() }, help: "interrupts"))
        try state.register(.function("forever", { () async throws in
            Thread.detachNewThread { kill(getpid(), SIGINT) }
            try await Self.waitForCancellation()
        }, help: "waits until it is cancelled, which is soon"))
        try state.register(.function("wait", { () async throws in try await Self.waitForCancellation() }, help: "waits until it is cancelled"))
        return state
    }

    /// Waits for what never comes; being cancelled ends it.
    private static func waitForCancellation() async throws {
        let (nothing, continuation) = AsyncStream<Never>.makeStream()
        for await _ in nothing {}
        withExtendedLifetime(continuation) {}
        throw CancellationError()
    }

    @Test(.enabled(if: signalsArriveAnywhere), arguments: [
        "stop_me() while true do end",
        "stop_me() while true do pcall(function() while true do end end) end",
        "stop_me() while true do xpcall(error, function() while true do end end) end",
        "xpcall(error, function() stop_me() while true do end end)",
        "stop_me() coroutine.wrap(function() while true do end end)()",
        "local co = coroutine.create(function() stop_me() while true do end end) while true do coroutine.resume(co) end",
        "stop_me() while true do table.sort({3, 2, 1}, function(a, b) return a < b end) end",
        "stop_me() local function f() return f() end f()",
        "spawn(function() stop_me() while true do end end)",
        "stop_now() while true do end",
    ])
    func everyLoopStops(chunk: String) async throws { try await stops(chunk) }

    @Test(arguments: [
        "forever()",
        "while true do pcall(forever) end",
        "coroutine.wrap(forever)()",
        "spawn(forever):wait()",
        "parallel({1, 2, 3}, function(i) if i == 2 then forever() else wait() end end)",
        "local t = spawn(forever) while true do pcall(t.wait, t) end",
    ])
    func everyWaitStops(chunk: String) async throws { try await stops(chunk) }

    private func stops(_ chunk: String) async throws {
        try await onLuaThread(takingSignals: true) {
            let state = try stateThatIsStopped()
            let error = try failure(state, chunk)
            #expect(error.kind == .interrupted)
            #expect(error.underlying is LuaInterrupted)
            #expect(error.message == "interrupted")
            // And the session goes on.
            #expect(!state.takeInterrupt())
            #expect(try results(state, """
                local n = 0
                for i = 1, 1000 do n = n + coroutine.wrap(function() return 1 end)() end
                return n, Hall():meet(1, 5), spawn(function() Hall():rest() return 6 end):wait()
                """) == ["1000", "5", "6"])
            #expect(try state.finishTasks().isEmpty)
        }
    }

    @Test func closersRunWhenATaskIsAbandoned() async throws {
        try await onLuaThread(takingSignals: true) {
            let state = try stateThatIsStopped()
            let error = try failure(state, """
                local t = spawn(function()
                    local x <close> = setmetatable({}, {__close = function() closed = true end})
                    wait()
                end)
                forever()
                """)
            #expect(error.kind == .interrupted)
            #expect(try state.global("closed").isTrue)
        }
    }

    @Test func anInterruptBetweenCallsIsKept() throws {
        let state = try makeState()
        state.interrupt()
        #expect(state.takeInterrupt())
        #expect(!state.takeInterrupt())
        state.interrupt()
        #expect(try failure(state, "while true do end").kind == .interrupted)
        #expect(try results(state, "return 1") == ["1"])
    }
}
