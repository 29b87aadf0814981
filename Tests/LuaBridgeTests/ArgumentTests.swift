import LuaBridge
import Testing

@Suite struct ArgumentTests {
    @Test(arguments: [
        ("return d:copy('x', 'n', true).name", "x/n!"),
        ("return d:copy('x', {overwrite = true}).name", "x/a!"),
        ("return d:copy{target = 'x', new_name = 'n'}.name", "x/n"),
        ("return d:copy('x', nil, true).name", "x/a!"),
        ("return d:copy('x', {}).name", "x/a"),
        ("return d:copy('x', 'n', {overwrite = nil}).name", "x/n"),
        ("return d:copy('x', nil, nil, {}).name", "x/a"),
        ("return d:count{}", "3"),
        ("return d:join({e, e})", "a,e,e"),
        ("return d:join{e}", "a,e"),
        ("return d:join({e}, {separator = '+'})", "a+e"),
        ("return d:join{others = {e}, separator = '+'}", "a+e"),
        ("return d:join{}", "a"),
        ("return d:join({})", "a"),
        ("return Document{name = 'z'}.name", "z"),
        ("return Document('z', 4.0).pages", "4"),
    ])
    func accepted(chunk: String, expected: String) async throws {
        try await onLuaThread {
            let state = try makeState()
            try state.run("d, e = Document('a', 3), Document('e')")
            #expect(try results(state, chunk) == [expected])
        }
    }

    /// A table that is data is never taken for options, whatever its keys are called.
    @Test(arguments: [
        ("return look({level = 1})", "string \"level\": integer 1"),
        ("return look{data = 1, level = 2}", "string \"data\": integer 1, string \"level\": integer 2"),
        ("return look({x = true}, {level = 1})", "string \"x\": boolean true"),
        ("return look({[1] = 'a', [2.5] = {}})", "integer 1: string \"a\", number 2.5: table"),
        ("return look({}, {})", ""),
        ("return look(setmetatable({}, {mark = 'm'}))", "mark: string \"m\""),
        ("return look(Document('a', 2))", "name: string \"a\", pages: integer 2"),
        ("return look(nil)", ""),
    ])
    func dataStaysData(chunk: String, expected: String) async throws {
        try await onLuaThread {
            let state = try makeState()
            try state.register(look)
            #expect(try results(state, chunk) == [expected])
        }
    }

    static let copyUsage = "Usage: Document:copy(target, new_name=nil, overwrite=false) -> Document"

    @Test(arguments: [
        ("d:copy()", "Document:copy: missing argument 'target' (string)", copyUsage),
        ("d:copy(nil)", "Document:copy: missing argument 'target' (string)", copyUsage),
        ("d:copy{new_name = 'x'}", "Document:copy: missing argument 'target' (string)", copyUsage),
        ("d:copy(1)", "Document:copy: 'target' must be a string, got integer 1", copyUsage),
        ("d:copy('x', {'n'})", "Document:copy: 'new_name' must be a string, got table", copyUsage),
        ("d:copy('x', d)", "Document:copy: 'new_name' must be a string, got Document", copyUsage),
        ("d:copy('x', 'n', 'yes')", "Document:copy: 'overwrite' must be a boolean, got string \"yes\"", copyUsage),
        ("d:copy('x', 'n', true, 1)", "Document:copy: too many arguments: takes at most 3, got 4", copyUsage),
        ("d:copy('x', {overwrit = true})", "Document:copy: unknown option 'overwrit'", "Did you mean 'overwrite'?"),
        ("d:copy('x', {voerwrite = true})", "Document:copy: unknown option 'voerwrite'", "Did you mean 'overwrite'?"),
        ("d:copy('x', {zzz = true})", "Document:copy: unknown option 'zzz'", copyUsage),
        ("d:copy('x', {target = 'y'})", "Document:copy: 'target' is given twice, by position and by name", nil),
        ("d:copy('x', {[2.5] = true})", "Document:copy: a table of options has names as keys, got another key", copyUsage),
        ("d:copy('\\xff')", "Document:copy: 'target' must be a string, got bytes that are not UTF-8", copyUsage),
        ("d:count(1)", "Document:count: too many arguments: takes none, got 1", "Usage: Document:count() -> integer"),
        ("d:join(d)", "Document:join: 'others' must be a list of Documents, got Document", "Usage: Document:join(others, separator=\",\") -> string"),
        ("d:join({d, 7})", "Document:join: 'others' must be a list of Documents, got integer 7 as element 2", "Usage: Document:join(others, separator=\",\") -> string"),
        ("d:fail('exist')", "Document:fail: 'code' must be one of \"exists\", \"forbidden\", got \"exist\"", "Did you mean 'exists'?"),
        ("Document('x', 1.5)", "Document: 'pages' must be an integer, got number 1.5", "Usage: Document(name, pages=1) -> Document"),
        ("Document('x', '1')", "Document: 'pages' must be an integer, got string \"1\"", "Usage: Document(name, pages=1) -> Document"),
    ] as [(String, String, String?)])
    func refused(chunk: String, message: String, hint: String?) throws {
        let state = try makeState()
        try state.run("d = Document('a', 3)")
        let error = try failure(state, chunk)
        #expect(error.underlying as? LuaUsageError == LuaUsageError(message, hint: hint))
    }

    @Test func nearestNames() {
        #expect(NearestName.nearest(to: "extention", among: ["extension", "content_type"]) == "extension")
        #expect(NearestName.nearest(to: "Name", among: ["name"]) == "name")
        #expect(NearestName.nearest(to: "zzz", among: ["name", "size"]) == nil)
        #expect(NearestName.nearest(to: "x", among: []) == nil)
    }

    @Test func functions() async throws {
        try await onLuaThread {
            let state = try makeState()
            try state.register(.function(
                "scale", { (value: Double, units: String) in value / (units == "kB" ? 1024 : 1) },
                .required("value", "bytes"), .optional("units", "bytes", "which"), returns: "number", "scales"))
            try state.register(.function(
                "later", { (value: Int) async -> Int in value + 1 }, .required("value", ""), returns: "integer", "adds"))
            try state.register(.function("pack", { (values: LuaMultiple) in LuaMultiple(values.values.reversed()) },
                .rest("values", "any"), returns: "values", "turns them round"))
            try state.register(.function(
                "names", withState: { (state: LuaState) in state.classes.map(\.name) }, returns: "list", "classes"))
            #expect(try results(state, "return scale(2048, 'kB'), later(1), pack(1, nil, {}, 'x')").count == 6)
            #expect(try results(state, "return scale(2048, 'kB'), later(1)") == ["2.0", "2"])
            #expect(try results(state, "return select('#', pack(1, nil, nil)), (pack(1, nil, 'x'))") == ["3", "x"])
            #expect(try results(state, "return names()[1]") == ["Document"])
        }
    }
}
