import Testing

@testable import archive_lua

/// What stands before the cursor, as a table: a text, and what is made of it in words.
@Suite struct LuaContextTests {
    private func words(_ text: String) -> String {
        let context = LuaContext(Array(text.utf8))
        let typed = String(decoding: Array(text.utf8)[context.start...], as: UTF8.self)
        return "\(words(context.place)) [\(typed)]"
    }

    private func words(_ place: LuaContext.Place) -> String {
        switch place {
        case .nothing: "nothing"
        case .name: "name"
        case .member(let chain, let isMethod): "member of \(words(chain))\(isMethod ? ":" : ".")"
        case .option(let argument, let given): "option of \(words(argument))\(given.isEmpty ? "" : " beside \(given.joined(separator: ","))")"
        case .value(let argument, let option): "value of \(option) of \(words(argument))"
        case .argument(let argument): "argument of \(words(argument))"
        case .string(let target, let quote): "\(UnicodeScalar(quote)) for \(words(target))"
        }
    }

    private func words(_ target: LuaContext.Target) -> String {
        switch target {
        case .argument(let argument): words(argument)
        case .option(let argument, let option): "\(option) of \(words(argument))"
        case .key(let chain): "key of \(words(chain))"
        case .other: "nothing"
        }
    }

    private func words(_ argument: LuaContext.Argument) -> String { "\(words(argument.callee))/\(argument.position)" }

    private func words(_ chain: LuaChain) -> String {
        var text = switch chain.base {
        case .name(let name): name
        case .string: "''"
        case .unknown: "?"
        }
        for step in chain.steps {
            switch step {
            case .field(let name): text += ".\(name.repaired)"
            case .index(let position): text += "[\(position.map(String.init) ?? "?")]"
            case .method(let name): text += ":\(name)"
            case .call(let name): text += "(\(name?.repaired ?? ""))"
            case .each: text += "*"
            }
        }
        return text
    }

    @Test(arguments: [
        ("", "name []"), ("pri", "name [pri]"), ("x = con", "name [con]"), ("a..b", "name [b]"), ("x = 1 + ", "name []"),
        ("if x the", "name [the]"), ("f(a + b", "name [b]"), ("f(a", "name [a]"), ("t = {a", "name [a]"), ("(a", "name [a]"),
        ("return pri", "name [pri]"), ("x = = pri", "name [pri]"), (") } pri", "name [pri]"), ("function f(a", "name [a]"),
        ("-- pri", "nothing []"), ("--[[ pri", "nothing []"), ("--[[ x ]] pri", "name [pri]"), ("[==[ x ]] pri", "nothing []"),
        ("-- x\npri", "name [pri]"), ("goto a", "nothing [a]"), ("123", "nothing []"), ("0x1f", "nothing []"), ("é", "name []"),
    ]) func namesAndWhatIsNone(_ text: String, _ expected: String) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("container:", "member of container: []"), ("container:dow", "member of container: [dow]"),
        ("container . na", "member of container. [na]"), ("a.b.c.d", "member of a.b.c. [d]"),
        ("a[\"b\"].", "member of a.b. []"), ("a['b c'][12].", "member of a.b c[12]. []"), ("a[i].x", "member of a[?]. [x]"),
        ("a[f(1)[2]].x", "member of a[?]. [x]"), ("a[ [[b]] ].", "member of a.b. []"),
        ("f().", "member of f(). []"), ("f(\"x\"):", "member of f(x): []"), ("f('x', {y = 1}):", "member of f(x): []"),
        ("f(\"x\" .. y):", "member of f(): []"), ("f{1, 2}.", "member of f(). []"), ("f\"x\":", "member of f(x): []"),
        ("f'x'.y", "member of f(x). [y]"), ("x = a:b(\"c\"):d(1)[2].e:", "member of a:b(c):d()[2].e: []"),
        ("(\"x\"):up", "member of '': [up]"), ("(a.b):", "member of a.b: []"), ("((a)):", "member of a: []"),
        ("(a + b):", "member of ?: []"), ("f(a.", "member of a. []"), ("{x = a:", "member of a: []"),
        ("f(g(a.b", "member of a. [b]"), ("x\ny:", "member of y: []"), ("return a.", "member of a. []"),
        ("-a.b", "member of a. [b]"), ("#a.", "member of a. []"), ("a:b\n  :c(", "argument of a:b:c/0 []"),
        ("a:b(--[[ ) ]]1):", "member of a:b(): []"), ("x = \"a.", "\" for nothing [a.]"), ("}.", "nothing []"), ("1.", "nothing []"),
        (").x", "nothing [x]"), ("end.x", "nothing [x]"), ("::a::b.", "member of b. []"),
    ]) func members(_ text: String, _ expected: String) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("local c = Container(\"x\") c:", "member of Container(x): []"),
        ("c = a.b\nlocal d = c:get(\"y\")\nd.", "member of a.b:get(y). []"),
        ("for f in c:files() do f.", "member of c:files()*. []"),
        ("for _, f in ipairs(c:list()) do f:", "member of c:list()[?]: []"),
        ("x = x:y() x.", "member of x:y(). []"), ("x = a x = x:y() x.", "member of a:y(). []"), ("f{c = 1} c.", "member of c. []"), ("a.c = b c.", "member of c. []"),
        ("c == a c.", "member of c. []"),
    ]) func variablesOfTheSamePiece(_ text: String, _ expected: String) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("f{", "option of f/0 []"), ("c:list{ex", "option of c:list/0 [ex]"), ("c:d(\"x\", {", "option of c:d/1 []"),
        ("c:d(\"x\", {a = 1, ", "option of c:d/1 beside a []"), ("c:d(\"x\", {a = 1, b = {2}; ov", "option of c:d/1 beside a,b [ov]"),
        ("c:d(\"x\",\n{\n  a = 1,\n  b", "option of c:d/1 beside a [b]"), ("f{a = ", "value of a of f/0 []"),
        ("f(x, {a = 1, bc = ", "value of bc of f/1 []"), ("f{a = t", "name [t]"), ("f{a = b.", "member of b. []"),
        ("x = {", "name []"), ("f{{", "name []"), ("f{a = {", "value of a of f/0 []"), ("f(g{", "option of g/0 []"),
        ("f{a == ", "name []"), ("f({a + ", "name []"),
    ]) func options(_ text: String, _ expected: String) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("f(", "argument of f/0 []"), ("c:d(1, ", "argument of c:d/1 []"), ("f(g(1, 2), {3, 4}, ", "argument of f/2 []"),
        ("f(g(", "argument of g/0 []"), ("f(1 + ", "name []"), ("(", "name []"), ("x = (", "name []"), ("if (", "name []"),
        ("function f(", "name []"), ("function a.b:c(", "name []"), ("local function f(a, ", "name []"), ("(f)(", "argument of f/0 []"),
        ("f(function(a) g(", "argument of g/0 []"),
    ]) func arguments(_ text: String, _ expected: String) {
        #expect(words(text) == expected)
    }

    @Test(arguments: [
        ("c:get(\"", "\" for c:get/0 []"), ("c:get('sub/a", "' for c:get/0 [sub/a]"), ("c:copy(\"a\", \"", "\" for c:copy/1 []"),
        ("f\"ab", "\" for f/0 [ab]"), ("help 'x", "' for help/0 [x]"), ("c:d(x, {dir = \"", "\" for dir of c:d/1 []"),
        ("c:up({\"a\", \"b", "\" for c:up/0 [b]"), ("c:s(x, {include = {\"a\", \"", "\" for include of c:s/1 []"),
        ("t[\"", "\" for key of t []"), ("a.b['x", "' for key of a.b [x]"), ("c:get(\"a\\\"b", "\" for c:get/0 [a\\\"b]"),
        ("c:get(\"a\\\\\", \"", "\" for c:get/1 []"), ("c:get(\"a\\\nb", "\" for c:get/0 [a\\\nb]"), ("c:get(\"a\\z  \n b", "\" for c:get/0 [a\\z  \n b]"),
        ("x = \"", "\" for nothing []"), ("f(\"a\" .. \"", "\" for nothing []"), ("x = \"a\nc:get(\"", "\" for c:get/0 []"),
        ("c:get([[a", "nothing []"), ("return \"", "\" for nothing []"), ("f('it', \"'", "\" for f/1 [']"),
    ]) func strings(_ text: String, _ expected: String) {
        #expect(words(text) == expected)
    }

    /// Whatever is cut anywhere, and whatever is no Lua at all, is looked at and nothing more.
    @Test func anyTextWillDo() {
        let text = Array("for _, f in ipairs(c:list{a = {1, \"x\\\"\"}, [ [=[y]=] ] = 'z'}) do --[[ c ]] f[\"a\"]:b{c = 1}.d::e:: end ))}} ]] \\ \u{7F}é".utf8)
        for end in 0...text.count {
            for start in stride(from: 0, through: end, by: 7) { _ = LuaContext(Array(text[start..<end])) }
        }
        for byte in UInt8.min...UInt8.max {
            for other in Array("[]{}()'\"-=\\.:x\n".utf8) { _ = LuaContext([other, byte, other, byte]) }
        }
        let deep = String(repeating: "f({[", count: 3_000) + String(repeating: "a.b[", count: 3_000)
        #expect(words(deep + "x") == "nothing []")
        #expect(words(String(repeating: "(", count: 199) + "a" + String(repeating: ").b", count: 199) + ".") == "member of a\(String(repeating: ".b", count: 199)). []")
        #expect(words(String(repeating: "x = x:y() ", count: 200) + "x.").hasPrefix("member of x:y():y()"))
    }
}

/// The text between quotes, read and written.
@Suite struct StringTextTests {
    @Test(arguments: [
        ("a/b", "a/b", ""), ("a\\\"b\\\\", "a\"b\\", ""), ("\\n\\t\\65\\0655\\x41", "\n\tAA5A", ""), ("\\u{e9}\\z  x", "éx", ""),
        ("a\\", "a", "\\"), ("a\\x", "a", "\\x"), ("a\\x1", "a", "\\x1"), ("a\\u{20", "a", "\\u{20"), ("\\q", "q", ""), ("\\999", "", ""),
    ]) func reading(_ text: String, _ bytes: String, _ unfinished: String) {
        let read = StringText.decode(Array(text.utf8)[...])
        #expect(String(decoding: read.bytes, as: UTF8.self) == bytes)
        #expect(String(decoding: read.unfinished, as: UTF8.self) == unfinished)
    }

    @Test func whatIsWrittenIsReadBack() {
        for bytes in [Array("a'b\"c\\d\ne\u{1B}[2J\u{202E}é".utf8), [0xFF, 0, 0xC3], Array(0...255)] {
            for quote in "\"'".utf8 {
                let text = StringText.encode(bytes, quote: quote)
                #expect(text.unicodeScalars.allSatisfy(TerminalText.isSafe))
                #expect(StringText.decode(Array(text.utf8)[...]).bytes == bytes)
                let tokens = LuaTokens([quote] + Array(text.utf8) + [quote])
                #expect(tokens.tokens == [.string(bytes)] && tokens.ending == .nothing)
            }
        }
        #expect(StringText.encode("it's".utf8, quote: UInt8(ascii: "'")) == "it\\'s")
        #expect(StringText.encode("it's".utf8, quote: UInt8(ascii: "\"")) == "it's")
    }
}
