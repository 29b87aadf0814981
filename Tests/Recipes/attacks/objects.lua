-- /// recipe
-- name = "objects"
-- version = "1.0.0"
-- summary = "Gives objects to what does not expect them"
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
local file = container:get("README.txt")
local handle = container:open("README.txt")
local stream = io.open("data/a.txt")
local task = spawn(coroutine.yield)

-- Objects of other classes, and what is none.
for _, object in ipairs{archive, container, file, handle, stream, task, null, {}, "x", 1, print, coroutine.create(print)} do
  if object ~= archive then expect("must be called on", archive.find_container, object, "x") end
  if object ~= container then expect("must be called on", container.list, object) end
  if object ~= file then expect("must be called on", file.read, object) end
  if object ~= handle then expect("must be called on", handle.read, object) end
  if object ~= task then expect("must be called on", task.wait, object) end
  if object ~= stream then expect("FILE* expected", stream.read, object) end
end

-- Objects that are gone.
local kept
do local closed <close> = container:open("README.txt") kept = closed end
expect("closed file", kept.read, kept)
expect("closed file", kept.lines, kept)
local closed = {}
for i = 1, 50 do closed[i] = io.open("data/a.txt") closed[i]:close() end
for _, other in ipairs(closed) do expect("must be called on", container.list, other) expect("closed file", other.read, other) end

-- Numbers at their ends.
local numbers = {math.maxinteger, math.mininteger, -1, 0, 1 << 62, 2^53, 2^63, 1e300, -1e300, 0/0, 1/0}
for _, n in ipairs(numbers) do
  for _, f in ipairs{
    function() file:head(n) end, function() file:tail(n) end, function() container:tree("", n) end, function() to_json({}, n) end,
    function() scale_bytes(n, "kB") end, function() container:list{newer_than = n} end, function() parallel({1}, print, n) end,
    function() container:download("README.txt", "out", {concurrency = n, overwrite = true}) end,
    function() container:download("README.txt", "out", {max_bandwidth = n, overwrite = true}) end,
    function() container:list{newer_than = {year = n, month = n, day = n}} end,
    function() handle:seek("set", n) end, function() handle:read(10) end, function() handle:seek("cur", n) end,
    function() handle:read("a") end, function() handle:seek("end", n) end, function() handle:read("n") end,
    function() handle:read(1 << 40) end, function() stream:seek("set", n) end, function() stream:setvbuf("full", n) end,
    function() utf8.char(n) end, function() ("x"):rep(-n) end, function() os.date("*t", n) end, function() os.time{year = n, month = n, day = n} end,
  } do pcall(f) end
end

-- Names.
for _, name in ipairs{("x"):rep(1e6), "a\0b", "\xFF", ("/"):rep(1e5), ""} do
  expect("", container.get, container, name)
  expect("", container.list, container, name)
  expect("", container.download, container, name, "out")
  expect("", container.read, container, "README.txt", {decode = name, accept = {name}})
end

-- Calls from where nobody expects one.
assert(coroutine.wrap(function() return container:count() end)() == container:count())
table.sort({3, 2, 1}, function(a, b) container:count() return a < b end)
assert((("x"):gsub("x", function() return container:exists("README.txt") and "y" end)) == "y")
local counted
do local x <close> = setmetatable({}, {__close = function() counted = container:count() end}) end
assert(counted)
setmetatable({}, {__gc = function() collected = container:count() end})
collectgarbage()
assert(collected)
local waiting
waiting = spawn(function() coroutine.yield() waiting:wait() end)
expect("wait for each other", waiting.wait, waiting)
expect("[escape]", container.download, container, "README.txt", "out", {overwrite = true, progress = function() error("[escape]") end})
expect("table expected", rawset, container, 1, 2)
expect("table expected", next, container)
expect("", print_table, {{["\27[2J"] = "\27[31m"}})

-- Finalizers after the end: an archive they have none, and nobody hears them.
local function resurrect(o) print(pcall(container.count, container)) spawn(resurrect, o) setmetatable({}, {__gc = resurrect}) kept_alive = o end
setmetatable({}, {__gc = resurrect})
setmetatable({}, {__gc = function() error("[finalizer]") end})
print("end")
