import LuaBridge
import Testing

@Suite struct ValueTests {
    @Test func thereAndBack() throws {
        let state = try makeState()
        let echo = try state.load("return ...", name: "=echo")
        #expect(try state.call(echo, [1, 2.5, "ä", true, LuaBytes([0, 255])]).map(\.integer) == [1, nil, nil, nil, nil])
        let back = try state.call(echo, [1, 2.5, "ä", true, LuaBytes([0, 255]), Optional<Int>.none])
        #expect(back[1].number == 2.5)
        #expect(back[2].string == "ä")
        #expect(back[3].boolean == true)
        #expect(back[4].bytes == LuaBytes([0, 255]))
        #expect(back[4].string == nil)
        #expect(back[5].isNil)
        let long = String(repeating: "x", count: 5000)
        #expect(try state.call(echo, [long])[0].string == long)
        #expect(try state.call(echo, [""])[0].string == "")
    }

    @Test func containers() throws {
        let state = try makeState()
        try state.setGlobal("list", [["a"], ["b", "c"]])
        try state.setGlobal("map", ["x": 1, "y": 2])
        try state.setGlobal("documents", [Document("d1"), Document("d2")])
        #expect(try results(state, "return #list, list[2][2], map.y, documents[2].name") == ["2", "c", "2", "d2"])
        let table = try state.makeTable([1, 2], fields: [("n", 2)])
        #expect(try state.field("n", of: table).integer == 2)
        try state.setField("k", of: table, to: "v")
        #expect(try state.view(table) { try $0.field("k") { $0.string } } == "v")
        #expect(try state.view(table) { $0.count } == 2)
    }

    @Test func references() throws {
        let state = try makeState()
        let before = state.memoryUsed
        do {
            let table = try state.run("return {string.rep('x', 1000000)}")[0]
            try state.collectGarbage()
            #expect(state.memoryUsed > before + 1_000_000)
            try state.setGlobal("kept", table)
            #expect(try results(state, "return #kept[1]") == ["1000000"])
            try state.setGlobal("kept", LuaValue.nil)
        }
        try state.collectGarbage()
        #expect(state.memoryUsed < before + 100_000)
    }

    @Test func valuesOfAnotherStateAreRefused() throws {
        let state = try makeState(), other = try makeState()
        let table = try other.makeTable()
        #expect(throws: LuaUsageError.self) { try state.setGlobal("x", table) }
    }

    @Test func documentation() throws {
        let state = try makeState()
        let copy = try state.run("return Document.copy")[0]
        let known = try #require(state.documentation(of: copy))
        #expect(known.signature == "Document:copy(target, new_name=nil, overwrite=false) -> Document")
        #expect(known.help == "copies it")
        #expect(known.parameters.map(\.type) == ["string", "string", "boolean"])
        #expect(known.parameters.map(\.isRequired) == [true, false, false])
        #expect(state.documentation(of: try state.run("return Document('a').title")[0])?.name == "title")
        #expect(state.documentation(of: try state.global("print")) == nil)
        #expect(state.documentation(of: try state.load("", name: "=x")) == nil)
        #expect(state.documentation(of: .integer(3)) == nil)
        let ofClass = try #require(state.classDocumentation(of: try state.global("Document")))
        #expect(ofClass.summary == "a named thing with pages")
        #expect(ofClass.constructor?.signature == "Document(name, pages=1) -> Document")
        #expect(ofClass.memberNames == ["copy", "count", "fail", "join", "name", "pages", "slow", "title"])
        #expect(state.classDocumentation(of: try state.run("return Document('a')")[0]) == ofClass)
        #expect(state.classDocumentation(of: try state.global("string")) == nil)
        #expect((state.object(try state.run("return Document('a')")[0]) as? Document)?.name == "a")
        #expect(ClassDocumentation(of: Document.self) == ofClass)
    }

    @Test func quoting() {
        #expect(LuaLiteral.quoted("a\"\\\n\u{1b}[2J\u{9b}") == "\"a\\\"\\\\\\n\\u{1b}[2J\\u{9b}\"")
    }
}
