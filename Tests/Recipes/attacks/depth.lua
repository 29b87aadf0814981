-- /// recipe
-- name = "depth"
-- version = "1.0.0"
-- summary = "Goes deeper than any stack"
-- effects = ["read", "write"]
-- containers = ["*/MyContainer"]
-- reads = ["data", "later", "declared-link"]
-- writes = ["out", "new/report.csv"]
-- ///

-- What is said, or in which error it ends; `nil` where it returns nothing.
local function expect(expected, f, ...)
  local results = table.pack(pcall(f, ...))
  for i = 1, results.n do results[i] = tostring(results[i]) end
  local all = table.concat(results, " ", 2, results.n)
  if not all:find(expected, 1, true) then error("expected '" .. expected .. "', got '" .. all:sub(1, 300) .. "'", 2) end
end

local container = archive:find_container("MyContainer")
local deep = {}
for _ = 1, 1e6 do deep = {deep} end

-- Tables in tables.
expect("is deeper than 200 levels", to_json, deep)
expect("which no cell can hold", to_csv, {{a = deep}})
expect("", print_table, {{a = deep}})
expect("more than 200 levels", from_json, ("["):rep(1e6))
expect("more than 200 levels", from_json, ('{"a":'):rep(1e6))
expect("must be a string", container.list, container, deep)
expect("must be a string, File, or list of them", container.download, container, deep)
expect("must be a list of strings", container.upload, container, deep)
expect("", parallel, deep, function() end)
local cycle = {}
cycle.cycle = cycle
expect("is a table that holds itself", to_json, cycle)

-- Lists that claim to be as long as can be.
local sparse = {}
for i = 0, 62 do sparse[1 << i] = "README.txt" end
for _, f in ipairs{to_json, to_csv, print_table} do expect("", f, sparse) expect("", f, {sparse}) end
expect("as element 3", container.download, container, sparse, "out")
expect("got nil as element 3", container.upload, container, sparse)
expect("[]", to_json, setmetatable({}, {__jsontype = "array", __len = function() return 1 << 62 end, __index = error, __pairs = error}))

-- Calls in calls, through C and through Swift.
local function again() return pcall(again) end
expect("C stack overflow", again)
local function substitute() return (("x"):gsub("x", substitute)) end
expect("C stack overflow", substitute)
local function recurse() return recurse() + 1 end
expect("stack overflow", recurse)
local function handler(problem) return xpcall(error, handler, problem) end
expect("", xpcall, error, handler, "x")
expect("error in error handling", xpcall, error, function(problem) error(problem) end, "x")
local function wrapped() return coroutine.wrap(wrapped)() end
expect("C stack overflow", wrapped)
local function resumed() return coroutine.resume(coroutine.create(resumed)) end
expect("C stack overflow", resumed)
local function compare(a, b) return coroutine.wrap(function() table.sort({3, 2, 1}, compare) return a < b end)() end
expect("C stack overflow", table.sort, {3, 2, 1}, compare)
local function closing() local x <close> = setmetatable({}, {__close = closing}) error("x") end
expect("", closing)
local function nest(depth) if depth > 0 then return spawn(nest, depth - 1):wait() end end
expect("", nest, 1e4)
expect("", function() return coroutine.close(coroutine.running()) end)

-- Metamethods.
local loop = {}
for _, name in ipairs{"__index", "__concat", "__lt", "__add", "__unm", "__eq", "__tostring", "__len"} do loop[name] = nil end
loop.__index = function(t, k) return t[k .. "x"] end
loop.__concat = function(a, b) return a .. b end
loop.__lt = function(a, b) return a < b end
loop.__tostring = function() return tostring(setmetatable({}, loop)) end
local looping = setmetatable({}, loop)
expect("C stack overflow", function() return looping.x end)
expect("C stack overflow", function() return looping .. "x" end)
expect("C stack overflow", function() return looping < setmetatable({}, loop) end)
expect("C stack overflow", print, looping)
assert(not pcall(error, looping))
expect("'__tostring' must return a string", print, setmetatable({}, {__tostring = function() return {} end}))
local printing = {}
printing.__tostring = function(o) print(o) return "x" end
expect("C stack overflow", print, setmetatable({}, printing))
local chain, own = {}, {}
for _ = 1, 1e5 do chain = setmetatable({}, {__index = chain}) end
expect("'__index' chain too long", function() return chain.x end)
setmetatable(own, {__index = own})
expect("'__index' chain too long", function() return own.x end)

-- The parser and patterns.
for _, source in ipairs{("("):rep(1e6), "return " .. ("{"):rep(1e6), ("do "):rep(1e5), "return " .. ("x.."):rep(1e5) .. "x"} do
  expect("C stack overflow", load, source)
end
expect("pattern too complex", string.find, ("a"):rep(1e6), ("a?"):rep(1e5))
expect("too many captures", string.find, "a", ("(a?)"):rep(33))
expect("invalid conversion", string.format, "%99999d", 1)
expect("too large", string.rep, "x", 1 << 40)
expect("too many results to unpack", table.unpack, {}, 1, 1e8)
expect("data string too short", string.unpack, "s8", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F")
expect("invalid order function", table.sort, (function() local t = {} for i = 1, 1e4 do t[i] = i end return t end)(), function() return true end)
print("end")
