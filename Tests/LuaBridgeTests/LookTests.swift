import LuaBridge
import Testing

/// Looking at values runs nothing of theirs.
@Suite struct LookTests {
    @Test func tablesAreReadRaw() throws {
        let state = try makeState()
        let table = try state.run("""
            ran = 0
            local function run() ran = ran + 1 end
            return setmetatable({1, x = 2, f = print, ["a b"] = 3, [true] = 4}, {__index = run, __pairs = run, __len = run})
            """)[0]
        #expect(state.rawField("x", of: table).integer == 2 && state.rawField("y", of: table).isNil)
        #expect(state.rawElement(1, of: table).integer == 1 && state.rawElement(2, of: table).isNil)
        let fields = state.rawFields(of: table).sorted { $0.name.repaired < $1.name.repaired }
        #expect(fields.map(\.name) == ["a b", "f", "x"] && fields.map(\.isFunction) == [false, true, false])
        #expect(state.fallback(of: table) == nil)
        #expect(state.rawField("ran", of: state.globals).integer == 0)
        for value in [LuaValue.nil, .integer(3), .string("x"), .boolean(true)] {
            #expect(state.rawField("x", of: value).isNil && state.rawElement(1, of: value).isNil && state.rawFields(of: value).isEmpty)
        }
    }

    @Test func whatStandsBehindATable() throws {
        let state = try makeState()
        let values = try state.run("return setmetatable({}, {__index = {y = 5}}), 'text', {}")
        #expect(state.fallback(of: values[0]).map { state.rawField("y", of: $0).integer } == 5)
        #expect(state.fallback(of: values[1]).map { state.rawField("upper", of: $0).isFunction } == true)
        #expect(state.fallback(of: values[2]) == nil)
    }

    @Test func propertiesThatArePlain() throws {
        let state = try makeState()
        let object = try state.value(Document("title", pages: 3))
        #expect(state.plainProperty("name", of: object)?.string == "title")
        #expect(state.plainProperty("pages", of: object)?.integer == 3)
        #expect(state.plainProperty("absent", of: object) == nil && state.plainProperty("slow", of: object) == nil)
        #expect(state.plainProperty("name", of: .nil) == nil)
    }

    @Test func noFinalizerRunsMeanwhile() throws {
        let state = try makeState()
        try state.run("ran = 0 for i = 1, 1000 do setmetatable({}, {__gc = function() ran = ran + 1 end}) end")
        func ran() -> Int? { state.rawField("ran", of: state.globals).integer }
        let (before, after) = state.withoutCollecting {
            let before = ran()
            for number in 0..<50_000 { _ = state.rawField(LuaBytes("a new name \(number)"), of: state.globals) }
            return (before, ran())
        }
        #expect(before == after)
        try state.collectGarbage()
        #expect(ran() == 1000)
        try state.run("collectgarbage('stop')")
        state.withoutCollecting {}
        #expect(try state.run("return collectgarbage('isrunning')")[0].boolean == false)
    }

    @Test func noMemoryMeansNothingFound() throws {
        let state = try makeState()
        let table = try state.run("t = {x = {}} return t")[0]
        state.failFrom = state.memoryRequests + 1
        #expect(state.rawField("a name that is long enough not to be there yet, for want of a string", of: table).isNil)
        state.failFrom = nil
        #expect(state.rawField("x", of: table).isTable)
    }
}
