import Foundation
import Testing

@testable import archive_lua

/// The same words through `lua` and through the built program: output, errors and status must not differ.
@Suite struct LuaCommandTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let title: String
        var arguments: [String] = []
        var input = ""
        var environment: [String: String] = [:]
        /// Files below the working directory.
        var files: [String: String] = [:]
        var testDescription: String { title }
    }

    static let lua = ["/usr/bin/lua5.4", "/usr/local/bin/lua5.4", "/usr/local/bin/lua"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static let arguments = "print(...) for i = -9, 9 do if arg[i] then io.write(i, '=', arg[i], ' ') end end"

    static let cases: [Case] = [
        .init(title: "statement", arguments: ["-e", "print(1 + 1)"]),
        .init(title: "attached statement", arguments: ["-eprint(1)", "-e", "print(2)"]),
        .init(title: "statements and libraries in order", arguments: ["-e", "x = 1", "-l", "m", "-e", "print(x, m)"], files: ["m.lua": "return x"]),
        .init(title: "attached library", arguments: ["-lm", "-e", "print(m)"], files: ["m.lua": "return 7"]),
        .init(title: "library under another name", arguments: ["-l", "g=m", "-e", "print(g, m)"], files: ["m.lua": "return 7"]),
        .init(title: "missing library", arguments: ["-l", "nothing.here", "-e", "print(1)"]),
        .init(title: "error in a statement stops", arguments: ["-e", "error('no')", "-e", "print(1)"]),
        .init(title: "error in a statement stops the script", arguments: ["-e", "error('no')", "s.lua"], files: ["s.lua": "print(1)"]),
        .init(title: "syntax error", arguments: ["-e", "x = = 1"]),
        .init(title: "incomplete statement", arguments: ["-e", "for i = 1"]),
        .init(title: "script with arguments", arguments: ["s.lua", "a", "-b", "c d"], files: ["s.lua": arguments]),
        .init(title: "options before a script", arguments: ["-W", "-e", "x = 1", "s.lua", "a"], files: ["s.lua": arguments]),
        .init(title: "dashes before a script", arguments: ["--", "s.lua", "-e"], files: ["s.lua": arguments]),
        .init(title: "a script called -", arguments: ["--", "-"], files: ["-": "print('file')"]),
        .init(title: "standard input", arguments: ["-", "a", "b"], input: arguments),
        .init(title: "standard input without words", input: "print(arg[0] ~= nil, #arg, ...)"),
        .init(title: "standard input with #!", input: "#!/usr/bin/lua\nprint(debug.getinfo(1, 'l').currentline)"),
        .init(title: "standard input of which a statement has read", arguments: ["-e", "print(io.read())", "-"], input: "first\nprint(...)"),
        .init(title: "standard input with a mark of UTF-8", arguments: ["-"], input: "\u{FEFF}print(1)"),
        .init(title: "syntax error in standard input", arguments: ["-"], input: "print(1)\nx = = 1"),
        .init(title: "script with #!", arguments: ["s.lua"], files: ["s.lua": "#!/usr/bin/lua\nprint(debug.getinfo(1, 'l').currentline)"]),
        .init(title: "script that is not there", arguments: ["missing.lua"]),
        .init(title: "error in a script", arguments: ["s.lua"], files: ["s.lua": "local function f() error('no') end\nf()"]),
        .init(title: "error in a called function", arguments: ["s.lua"], files: ["s.lua": "local t = nil\nprint(t.x)"]),
        .init(title: "error without position", arguments: ["-e", "error('no', 0)"]),
        .init(title: "error that is a table", arguments: ["-e", "error({})"]),
        .init(title: "error that is nil", arguments: ["-e", "error()"]),
        .init(title: "error with __tostring", arguments: ["-e", "error(setmetatable({}, {__tostring = function() return 'mine' end}))"]),
        .init(title: "exit status", arguments: ["-e", "os.exit(7)"]),
        .init(title: "exit true", arguments: ["-e", "os.exit(true, true)"]),
        .init(title: "exit closes", arguments: ["-e", "local x <close> = setmetatable({}, {__close = function() print('closed') end}) os.exit(3, true)"]),
        .init(title: "finalizers run at the end", arguments: ["-e", "setmetatable({}, {__gc = function() print('gone') end})"]),
        .init(title: "warnings are off", arguments: ["-e", "warn('w')"]),
        .init(title: "warnings are on", arguments: ["-W", "-e", "warn('a', 'b') warn('@off') warn('c')"]),
        .init(title: "LUA_INIT", arguments: ["-e", "print(x)"], environment: ["LUA_INIT": "x = 5"]),
        .init(title: "LUA_INIT_5_4 before LUA_INIT", arguments: ["-e", "print(x)"], environment: ["LUA_INIT": "x = 5", "LUA_INIT_5_4": "x = 6"]),
        .init(title: "LUA_INIT names a file", arguments: ["-e", "print(x)"], environment: ["LUA_INIT": "@i.lua"], files: ["i.lua": "x = 8"]),
        .init(title: "LUA_INIT fails", arguments: ["-e", "print(x)"], environment: ["LUA_INIT": "error('no')"]),
        .init(title: "LUA_INIT is ignored", arguments: ["-E", "-e", "print(x)"], environment: ["LUA_INIT": "x = 5"]),
        .init(title: "LUA_INIT sees arg", arguments: ["s.lua", "a"], environment: ["LUA_INIT": "print(arg[0], arg[1])"], files: ["s.lua": "print(...)"]),
        .init(title: "LUA_PATH", arguments: ["-e", "print(package.path)"], environment: ["LUA_PATH": "./x/?.lua;;"]),
        .init(title: "LUA_PATH is ignored", arguments: ["-E", "-e", "print(package.path, package.cpath)"], environment: ["LUA_PATH": "./x/?.lua", "LUA_CPATH": "x"]),
        .init(title: "package paths", arguments: ["-e", "print(package.path, package.cpath, package.config)"]),
        .init(title: "standard libraries", arguments: ["-e", "for _, n in ipairs{'string','table','math','io','os','debug','utf8','coroutine','package'} do io.write(n, type(_G[n]), ' ') end print(_VERSION)"]),
        .init(title: "version and a statement", arguments: ["-e", "io.stdout:write('x')"]),
        .init(title: "read from standard input", arguments: ["-e", "for l in io.lines() do print(#l) end"], input: "a\nbb\n"),
        .init(title: "many results of a chunk", arguments: ["-e", "return 1, 2, 3"]),
        .init(title: "embedded zero and odd bytes", arguments: ["-e", "io.write('a\\0b\\255')"]),
        .init(title: "a script of any name", arguments: ["s.txt"], files: ["s.txt": "print 'text'"]),
        .init(title: "error in a coroutine", arguments: ["-e", "coroutine.wrap(function() error('inside') end)()"]),
        .init(title: "deep recursion", arguments: ["-e", "local function f() return 1 + f() end print(pcall(f))"]),
        .init(title: "traceback of a chunk", arguments: ["-e", "print(debug.traceback('m')) print(xpcall(error, debug.traceback, 'm'))"]),
        .init(title: "traceback too long to show", arguments: ["-e", "local function f(n) if n == 0 then error('deep') end f(n - 1) end f(50)"]),
        .init(title: "error whose __tostring gives no string", arguments: ["-e", "error(setmetatable({}, {__tostring = function() return 5 end}))"]),
        .init(title: "error with a __name", arguments: ["-e", "error(setmetatable({}, {__name = 'My'}))"]),
        .init(title: "error that is a boolean, a number, a function", arguments: ["-e", "print(pcall(error, 1.5)) error(true)"]),
        .init(title: "error of several lines", arguments: ["-e", "error('a\\nb\\tc\\n')"]),
        .init(title: "error in a module", arguments: ["-l", "m"], files: ["m.lua": "error('in the module')"]),
        .init(title: "script and statements change arg", arguments: ["-e", "arg[1] = 'changed' arg[3] = 'more'", "s.lua", "x", "y"], files: ["s.lua": arguments]),
        .init(title: "arg that is no table", arguments: ["-e", "arg = nil", "s.lua", "x"], files: ["s.lua": "print(...)"]),
        .init(title: "a compiled script", arguments: ["-e", "local f = io.open('b', 'wb') f:write(string.dump(load('print(1, ...)'))) f:close() dofile('b')"]),
        .init(title: "a folder as a script", arguments: ["."]),
        .init(title: "empty words", arguments: ["-e", "", "", "x"]),
        .init(title: "exit status of os.exit without words", arguments: ["-e", "os.exit(false)"]),
        .init(title: "exit closes inside a coroutine", arguments: ["-e", "coroutine.wrap(function() os.exit(4, true) end)()"]),
        .init(title: "an error when the state closes", arguments: ["-W", "-e", "setmetatable({}, {__gc = function() error('at close') end})"]),
        .init(title: "warnings in pieces, numbers, control messages", arguments: ["-e", "warn('w') warn('@on') warn('a', 1, 2.5) warn('@unknown') warn('@on', 'x') warn('@off') warn('w')"]),
        .init(title: "warnings that are none", arguments: ["-W", "-e", "print(pcall(warn)) print(pcall(warn, 'a', {}))"]),
        .init(title: "LUA_INIT that is not Lua", arguments: ["-e", "print(1)"], environment: ["LUA_INIT": "x = = 1"]),
        .init(title: "LUA_INIT names a file that is not there", arguments: ["-e", "print(1)"], environment: ["LUA_INIT": "@missing.lua"]),
        .init(title: "LUA_INIT gets no arguments", arguments: ["s.lua", "x"], environment: ["LUA_INIT": "print(select('#', ...))"], files: ["s.lua": "print(...)"]),
        .init(title: "LUA_PATH_5_4 and LUA_CPATH", arguments: ["-e", "print(package.path, package.cpath)"], environment: ["LUA_PATH": "x", "LUA_PATH_5_4": "y/?.lua;;", "LUA_CPATH": ";;z"]),
        .init(title: "-E hides them, but not from the script", arguments: ["-E", "-e", "print(os.getenv('LUA_INIT'), package.path)"], environment: ["LUA_INIT": "x", "LUA_PATH": "y"]),
        .init(title: "formats of io.read", arguments: ["-e", "print(io.read('n', 'l', 'L', 'a'))"], input: "12 abc\nline\nrest\nmore"),
        .init(title: "goto, integer division, attribs", arguments: ["-e", "local x <const> = 7 // 2 goto e do print('no') end ::e:: print(x, 7 / 2, 1e100, math.mininteger)"]),
    ]

    @Test(arguments: cases) func behavesAsLua(_ sample: Case) throws {
        guard let lua = Self.lua else { return }
        let program = try BuiltProgram()
        for (name, text) in sample.files { try program.write(text, to: name) }
        func run(_ path: String) throws -> BuiltProgram.Outcome {
            try program.run(sample.arguments, input: sample.input, environment: sample.environment, program: path, name: "lua")
        }
        let expected = try run(lua)
        let actual = try run(BuiltProgram.path)
        #expect(actual.output == expected.output)
        #expect(Self.withoutAddresses(actual.errors) == Self.withoutAddresses(expected.errors))
        #expect(actual.status == expected.status)
    }

    /// With a stream that is closed the next file to be opened would get its number, and what is printed.
    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"]) func closedStreamsStayClosed(_ redirection: String) throws {
        let program = try BuiltProgram()
        let script = """
            local f = io.open("file", "w")
            print("printed") io.stderr:write("said")
            f:write(tostring(io.read()), " ", tostring(io.read(0)))
            f:close()
            """
        try program.write(script, to: "s.lua")
        _ = try program.run(
            ["-c", "exec '\(BuiltProgram.path)' s.lua \(redirection)"], program: "/bin/sh", name: "sh")
        #expect(try String(contentsOfFile: program.home + "/file", encoding: .utf8) == "nil nil")
    }

    /// Names of files are bytes, and so is what variables hold.
    @Test(arguments: ["s\\xe9.lua", "-"]) func whatIsNotUTF8IsTakenAsItIs(_ arguments: String) throws {
        let program = try BuiltProgram()
        let command = """
            printf 'print((...) or "none", #"%b")' '\\xe9' > $'s\\xe9.lua'
            export LUA_INIT=$'print("\\xe9")'
            exec "$0" $'\(arguments)' | od -An -tx1
            """
        func run(_ path: String) throws -> BuiltProgram.Outcome {
            try program.run(["-c", command, path], program: "/bin/bash", name: "bash")
        }
        let (expected, actual) = (try run("/usr/bin/lua5.4"), try run(BuiltProgram.path))
        #expect(expected.output.hasPrefix(" e9 0a") && actual == expected)
    }

    private static func withoutAddresses(_ text: String) -> String {
        text.replacing(/0x[0-9a-f]+/, with: "0x…")
    }

    @Test(arguments: [["-x"], ["-e"], ["-l"], ["-ex", "-i7"], ["--nope"], ["-vv"]])
    func wrongUsageIsSaidAsLuaDoesAndEndsWithTwo(_ arguments: [String]) throws {
        let program = try BuiltProgram()
        let outcome = try program.run(arguments, name: "lua")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        guard let lua = Self.lua else { return }
        let expected = try program.run(arguments, program: lua, name: "lua")
        #expect(outcome.errors.split(separator: "\n").first == expected.errors.split(separator: "\n").first)
    }

    /// What cannot be read is no empty script.
    @Test func scriptsThatCannotBeRead() throws {
        let program = try BuiltProgram()
        let socket = "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"socket\")'"
        for (words, message) in [("- < .", "cannot read stdin: Is a directory"), ("./socket", "cannot read ./socket: No such device or address")] {
            let outcome = try program.run(
                ["-c", "[[ -e socket ]] || \(socket); '\(BuiltProgram.path)' \(words)"], program: "/bin/bash", name: "bash")
            #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome)")
        }
    }

    @Test func theVersionIsLuas() throws {
        let program = try BuiltProgram()
        let outcome = try program.run(["-v"])
        #expect(outcome.output.contains("archive-lua \(Usage.version) ") && outcome.output.contains("Lua 5.4"))
        #expect(outcome.status == 0)
    }
}
