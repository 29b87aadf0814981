-- Writing
same(to_json(nil), "null")
same(to_json(null), "null")
same(to_json(true), "true")
same(to_json(3), "3")
same(to_json(3.0), "3.0")
same(to_json(9007199254740993), "9007199254740993")
same(to_json(math.mininteger), "-9223372036854775808")
same(to_json(0.1), "0.1")
same(to_json(1 / 3), "0.3333333333333333")
same(to_json(-2.5e300), "-2.5e+300")
same(to_json("a\"b\\c/\n\t\r\0\31é\u{2028}\u{1F600}"), '"a\\"b\\\\c/\\n\\t\\r\\u0000\\u001fé\\u2028\u{1F600}"')
-- What would move a cursor, or turn text around, is escaped; joiners are part of words.
same(to_json("\127\u{9B}\u{202E}\u{FEFF}\u{E0001}\u{200D}"), '"\\u007f\\u009b\\u202e\\ufeff\\udb40\\udc01\u{200D}"')
same(to_json({}), "{}")
same(to_json({1, {2, {}}, "x"}), '[1,[2,{}],"x"]')
same(to_json({b = 1, a = {true, false}, ["a b"] = null}), '{"a":[true,false],"a b":null,"b":1}')
same(to_json({b = {1, 2}, a = {}}, {indent = 2}), '{\n  "a": {},\n  "b": [\n    1,\n    2\n  ]\n}')
same(to_json(setmetatable({}, {__jsontype = "array"})), "[]")
-- Names of parameters are names like others in data, in one table and in two.
same(to_json({value = 1}), '{"value":1}')
same(to_json({indent = 2}), '{"indent":2}')
same(to_json{value = {1}, indent = 2}, '{"indent":2,"value":[1]}')
local shared = {1}
same(to_json({shared, shared}), "[[1],[1]]")

to_json() --> usage: value
to_json(0 / 0) --> usage: not a number
to_json({x = {1, math.huge}}) --> usage: value.x[2] is infinite
to_json({x = {f = print}}) --> usage: value.x.f is a function
to_json({coroutine.create(print)}) --> usage: value[1] is a coroutine
to_json({io.stdout}) --> usage: value[1] is a userdata
to_json({Container}) --> usage: value[1] is a class Container
to_json({x = "a\xFF"}) --> usage: value.x is a string that is not UTF-8
to_json({["a\xFF"] = 1}) --> usage: key
to_json({1, x = 2}) --> usage: both elements and the name 'x'
to_json({1, nil, nil, 4, [9] = 3}) --> usage: without holes
to_json({[1.5] = 1}) --> usage: 1.5
to_json({}, {indent = -1}) --> usage: indent
to_json({}, {indnet = 2}) --> usage: indent
local cycle = {list = {}}
cycle.list[1] = cycle
to_json(cycle) --> usage: value.list[1] is a table that holds itself
local function nested(depth) local t = {} for _ = 2, depth do t = {t} end return t end
same(#to_json(nested(200)), 200 * 2)
to_json(nested(201)) --> usage: 200 levels
to_json(nested(100000)) --> usage: 200 levels

-- Reading
local read = from_json(' {"a" : [1, 2.0, -3e2, "x", true, false, null], "b": {}, "c": [], "d": {"a": 1, "a": 2}}\n')
same(read.a, {1, 2.0, -300.0, "x", true, false, null})
same(math.type(read.a[1]), "integer")
same(math.type(read.a[2]), "float")
same(#read.a, 7)
same(read.a[7] == null, true)
same(read.a[7] == nil, false)
same(read.d.a, 2)
same(to_json(read), '{"a":[1,2.0,-300.0,"x",true,false,null],"b":{},"c":[],"d":{"a":2}}')
same(to_json(from_json("[1,null,null,4,null]")), "[1,null,null,4,null]")
same(from_json("9007199254740993"), 9007199254740993)
same(from_json("-9223372036854775808"), math.mininteger)
same(from_json("9223372036854775808"), 2.0 ^ 63)
same(from_json("0.1"), 0.1)
same(from_json('"\\u00e9\\ud83d\\ude00\\n\\/\\u0000"'), "é\u{1F600}\n/\0")
same(to_json(from_json('{"\\u0061\\"\\\\": "\\u0000"}')), '{"a\\"\\\\":"\\u0000"}')
same(tostring(null), "null")
same(require "archive_lua".null == null, true)
for _, text in ipairs{"1", '"x"', "[]", "{}", '[[],{"a":[]}]', "1.5", "true"} do same(to_json(from_json(text)), text) end
same(from_json(("["):rep(200) .. ("]"):rep(200)) ~= nil, true)
from_json(("["):rep(100000)) --> decoding: 200 levels
from_json(('{"a":'):rep(100000)) --> decoding: 200 levels
from_json("") --> decoding: unexpected end at line 1, column 1
from_json("[1, 2") --> decoding: unexpected end at line 1, column 6
from_json("[1,\n é]") --> decoding: unexpected 'é' at line 2, column 2
from_json("[1,]") --> decoding: unexpected ']' at line 1, column 4
from_json('{"a" 1}') --> decoding: unexpected '1' at line 1, column 6
from_json("{a: 1}") --> decoding: unexpected 'a'
from_json('{null: 1}') --> decoding: unexpected 'n'
from_json("[1] x") --> decoding: unexpected 'x' at line 1, column 5
for _, text in ipairs{"01", "1.", ".5", "+1", "-", "1e", "0x10", "nul", "nullx", "NaN", "Infinity", "'a'", '"a', '"\\x"', '"\\ud800"', '"\1"', '"\xFF"', "[1 2]", '{"a":1,}', "tru"} do
  local ok, e = pcall(from_json, text)
  if ok or e.code ~= "decoding" then same(text, "no JSON") end
end
from_json("1e999") --> decoding: too large
from_json() --> usage: text

-- Objects of the archive
local c = fresh("json")
put(c, "a/é.txt", "content")
local file = c:get("a/é.txt")
local written = from_json(to_json({file}))[1]
same(written.name, "a/é.txt")
same(written.bytes, 7)
same(written.hash, file.hash)
same(written.container, c.name)
same(written.basename, "é.txt")
same(written.path, nil)
same(from_json(to_json(c)).name, c.name)
same(from_json(to_json(c)).project, "MyProject")
local _, e = pcall(c.get, c, "absent")
same(from_json(to_json(e)).code, "not_found")
same(from_json(to_json(e)).report == null, true)
to_json(c:files()) --> usage: FileIterator
to_json(c:open("a/é.txt")) --> usage: value
