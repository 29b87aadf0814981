import LuaBridge
import Testing

/// The coroutine functions and xpcall are the bridge's own: they must do what Lua's do.
@Suite struct CoroutineTests {
    @Test(arguments: [
        ("local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) return c * 2 end) "
            + "return coroutine.resume(co, 1, 2)", ["true", "3"]),
        ("local co = coroutine.create(function(a) local c = coroutine.yield(a) return c * 2, 'x' end) coroutine.resume(co, 1) "
            + "return coroutine.resume(co, 5)", ["true", "10", "x"]),
        ("local co = coroutine.create(function() end) coroutine.resume(co) return coroutine.resume(co)",
         ["false", "cannot resume dead coroutine"]),
        ("local co = coroutine.create(function() error('x', 0) end) return coroutine.resume(co)", ["false", "x"]),
        ("local f = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(i) end end) return f(), f()", ["1", "2"]),
        ("return pcall(coroutine.wrap(function() error('x', 0) end))", ["false", "x"]),
        ("local f = coroutine.wrap(function() end) f() return pcall(f)", ["false", "cannot resume dead coroutine"]),
        ("local e = {} return select(2, pcall(coroutine.wrap(function() error(e) end))) == e", ["true"]),
        ("local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() closed = true end}) "
            + "coroutine.yield() end) coroutine.resume(co) return coroutine.close(co), closed, coroutine.status(co)",
         ["true", "true", "dead"]),
        ("local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() error('c', 0) end}) "
            + "coroutine.yield() end) coroutine.resume(co) return coroutine.close(co)", ["false", "c"]),
        ("return coroutine.close(coroutine.create(print))", ["true"]),
        ("local co co = coroutine.create(function() return pcall(coroutine.close, co) end) "
            + "return select(3, coroutine.resume(co))", ["cannot close a running coroutine"]),
        ("local co co = coroutine.create(function() return coroutine.resume(co) end) return coroutine.resume(co)",
         ["true", "false", "cannot resume non-suspended coroutine"]),
        ("return (select(2, pcall(coroutine.resume, 1)):gsub('^.-%(', '('))", ["(coroutine expected, got number)"]),
        ("return xpcall(function(a, b) return a + b, nil end, error, 1, 2)", ["true", "3", "nil"]),
        ("return xpcall(error, function(e) return e .. '!' end, 'x', 0)", ["false", "x!"]),
        ("return select('#', xpcall(error, function() end))", ["2"]),
        ("return xpcall(error, math.abs, -3)", ["false", "3"]),
        ("return coroutine.wrap(function() return xpcall(function() return coroutine.yield(1) end, print) end)()", ["1"]),
        ("local f = coroutine.wrap(function() return xpcall(function() return coroutine.yield(1) end, print) end) f() return f(7)",
         ["true", "7"]),
        ("local d = Document('a', 7) return coroutine.wrap(function() coroutine.yield(d:title()) end)()", ["a"]),
    ])
    func likeLuasOwn(chunk: String, expected: [String]) throws {
        #expect(try results(try makeState(), chunk) == expected)
    }
}
