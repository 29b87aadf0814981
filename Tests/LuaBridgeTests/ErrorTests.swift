import LuaBridge
import Testing

@Suite struct ErrorTests {
    @Test func swiftErrorsAreObjectsInLua() async throws {
        try await onLuaThread {
            let found = try results(try makeState(), """
                local d = Document("a")
                local ok, e = pcall(d.fail, d, "exists")
                local ok2, e2 = pcall(d.copy, d, "forbidden")
                return ok, e.code, tostring(e), ok2, e2.code, e2.hint, tostring(e2)
                """)
            #expect(found == [
                "false", "exists", "failed with exists",
                "false", "forbidden", "Try elsewhere.", "not there\nTry elsewhere.",
            ])
        }
    }

    @Test func swiftGetsItsOwnErrorBack() throws {
        let state = try makeState()
        let plain = try failure(state, "local d = Document('a') d:fail('exists')")
        #expect((plain.underlying as? Failure)?.code == "exists")
        #expect(plain.kind == .runtime)
        #expect(plain.traceback.contains("chunk:1:"))
        let again = try failure(state, "local d = Document('a') local _, e = pcall(d.fail, d, 'exists') error(e)")
        #expect((again.underlying as? Failure)?.code == "exists")
        let coroutine = try failure(state, "coroutine.wrap(function() Document('a'):fail('exists') end)()")
        #expect((coroutine.underlying as? Failure)?.code == "exists")
    }

    @Test func luaErrorsKeepTheirValueThroughSwift() throws {
        let state = try makeState()
        try state.register(.function(
            "call", withState: { (state: LuaState, f: LuaCallable) in LuaMultiple(try state.call(f.value)) },
            .required("f", "a function"), returns: "values", "calls"))
        let found = try results(state, """
            local mine = {}
            local ok, e = pcall(call, function() error(mine) end)
            local ok2, e2 = pcall(call, function() error("text", 0) end)
            local ok3, e3 = pcall(call, function() Document("a"):fail("exists") end)
            return e == mine, e2, e3.code, call(function() return 1, 2 end)
            """)
        #expect(found == ["true", "text", "exists", "1", "2"])
    }

    @Test(arguments: [
        ("x =", LuaError.Kind.syntax(incomplete: true)),
        ("for i = 1, 2 do", .syntax(incomplete: true)),
        ("return [[", .syntax(incomplete: true)),
        ("x = = 1", .syntax(incomplete: false)),
        ("error('a')", .runtime),
        ("error()", .runtime),
        ("error(setmetatable({}, {__tostring = function() error('again') end}))", .runtime),
        ("string.rep('x', 1 << 30)", .memory),
        ("local function f() return f() + 1 end f()", .runtime),
    ])
    func kinds(chunk: String, kind: LuaError.Kind) throws {
        #expect(try failure(try makeState(memory: .init(limit: 500_000_000)), chunk).kind == kind)
    }

    @Test func messages() throws {
        let state = try makeState()
        #expect(try failure(state, "error('a')").message == "chunk:1: a")
        #expect(try failure(state, "error({})").message == "(error object is a table value)")
        #expect(try failure(state, "error(setmetatable({}, {__tostring = function() return 'mine' end}))").message == "mine")
        #expect(try failure(state, "error(nil)").message == "(error object is a nil value)")
        #expect(try failure(state, "error(setmetatable({}, {__tostring = function() error('again') end}))").message
            == "(error object is a table value)")
    }

    @Test func loading() throws {
        let state = try makeState()
        #expect(try state.call(try state.load("return ...", name: "=x"), [7, "s", true]).map(\.integer) == [7, nil, nil])
        #expect(throws: LuaError.self) { try state.load(LuaBytes([0x1b, 0x4c, 0x75, 0x61]), name: "=x") }
        let missing = try #require(throws: LuaError.self) { try state.loadFile("/nowhere/at/all.lua") }
        #expect(missing.kind == .file)
    }
}
