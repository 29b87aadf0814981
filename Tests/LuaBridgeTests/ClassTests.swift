import LuaBridge
import Testing

@Suite struct ClassTests {
    @Test func propertiesAndMethods() async throws {
        try await onLuaThread {
            let found = try results(try makeState(), """
                local d = Document("a", 3)
                return d.name, d.pages, d:title(">"), d:count(), d.slow, tostring(d), #d, d:copy("there", nil, true).name
                """)
            #expect(found == ["a", "3", ">a", "3", "3", "Document a", "3", "there/a!"])
        }
    }

    @Test(arguments: [
        ("return Document('a') == Document('a'), Document('a') == Document('b'), Document('a') == 1", ["true", "false", "false"]),
        ("local _, failure = pcall(Document) return failure == Document('a'), Document('a') == failure", ["false", "false"]),
        ("return tostring(Document), type(Document), type(Document('a'))", ["class Document", "table", "userdata"]),
        ("return Document.title(Document('x'), '>')", [">x"]),
        ("local t = {} for k, v in pairs(Document('p', 2)) do t[#t+1] = k .. '=' .. v end table.sort(t) return table.unpack(t)",
         ["name=p", "pages=2"]),
        ("return getmetatable(Document('a')), getmetatable(Document)", ["false", "false"]),
        ("return require 'shelf'.Document == Document", ["true"]),
    ])
    func classes(chunk: String, expected: [String]) throws {
        #expect(try results(try makeState(), chunk) == expected)
    }

    @Test(arguments: [
        ("return Document('a').nam", "Document has no member 'nam'", "Did you mean 'name'?"),
        ("return Document('a')[1]", "Document has no member [1]", "See dir(Document)."),
        ("Document('a')[true] = 1", "Document has no member [true] to assign", nil),
        ("return Document[{}]", "class Document has no member [a table]", "See dir(Document)."),
        ("Document('a'):tilte()", "Document has no member 'tilte'", "Did you mean 'title'?"),
        ("Document('a').name = 'b'", "'name' of Document cannot be assigned", nil),
        ("Document('a').nmae = 'b'", "Document has no member 'nmae' to assign", "Did you mean 'name'?"),
        ("Document.copi()", "class Document has no member 'copi'", "Did you mean 'copy'?"),
        ("Document.title = nil", "'title' of class Document cannot be assigned", nil),
        ("return Document.name", "'name' is a property of a Document: it is read from an object, not from the class", nil),
        ("Document.count()", "Document:count: must be called on a Document, got nothing", "Use a colon: object:count(…)"),
        ("Document.count('x')", "Document:count: must be called on a Document, got string \"x\"", "Use a colon: object:count(…)"),
        ("Document.count(io.stdout)", "Document:count: must be called on a Document, got userdata", "Use a colon: object:count(…)"),
        ("return Failure()", "a Failure cannot be made by calling its class", nil),
    ] as [(String, String, String?)])
    func misuse(chunk: String, message: String, hint: String?) throws {
        let state = try makeState()
        let error = try failure(state, chunk)
        #expect(error.underlying as? LuaUsageError == LuaUsageError(message, hint: hint))
    }

    @Test func collectedObjectsAnswerWithAnError() throws {
        let state = try makeState()
        let found = try results(state, """
            local d = Document("a")
            debug.getmetatable(d).__gc(d)
            debug.getmetatable(d).__gc(d)
            local ok, e = pcall(d.count, d)
            local ok2, e2 = pcall(function() return d.name end)
            return ok, e.message, ok2, e2.message
            """)
        #expect(found == [
            "false", "Document:count: the Document has been collected",
            "false", "Document.name: the Document has been collected",
        ])
    }

    @Test func resurrectedObjectsAnswerWithAnError() throws {
        let state = try makeState()
        let found = try results(state, """
            local kept
            do
                local d = Document("a")
                setmetatable({d}, {__gc = function(t) kept = t[1] end})
                d = nil
            end
            collectgarbage() collectgarbage()
            return kept ~= nil, (pcall(function() return kept.name end))
            """)
        #expect(found[0] == "true")
    }

    @Test func forgedObjectsAreRefused() throws {
        let census = Census()
        do {
            let state = try makeState()
            try state.setGlobal("b", Document("b", census: census))
            try forge(state)
        }
        #expect(census.count == 0)
    }

    private func forge(_ state: LuaState) throws {
        let found = try results(state, """
            local real = debug.getmetatable(Document("a"))
            local failure = debug.getmetatable(select(2, pcall(Document)))
            local forged = debug.setmetatable(io.tmpfile(), real)
            local other = debug.setmetatable(b, failure)
            local count = Document.count
            local answers = {
                (pcall(count, forged)), (pcall(function() return forged.name end)),
                (pcall(function() return other.code end)), (pcall(count, {})), (pcall(real.__gc, io.stdout)),
            }
            for i = 1, #answers do answers[i] = tostring(answers[i]) end
            debug.setupvalue(count, 1, debug.upvalueid(function() return found end, 1))
            answers[#answers + 1] = tostring((pcall(count, Document("a"))))
            debug.setupvalue(count, 1, 1 << 40)
            answers[#answers + 1] = tostring((pcall(count, Document("a"))))
            return table.concat(answers, " ")
            """)
        #expect(found == ["false false false false true false false"])
    }

    @Test func userdataLiveAsLongAsLuaNeedsThem() throws {
        let census = Census()
        do {
            let state = try makeState()
            try state.setGlobal("d", Document("kept", census: census))
            try state.run("other = d d = nil collectgarbage()")
            #expect(census.count == 1)
            try state.run("other = nil collectgarbage()")
            #expect(census.count == 0)
            try state.setGlobal("d", Document("kept", census: census))
        }
        #expect(census.count == 0)
    }
}
