-- /// recipe
-- name = "libraries"
-- version = "1.0.0"
-- summary = "Reaches for what a recipe has not"
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

-- The globals are these and no others.
local names = {}
for name in pairs(_G) do names[#names + 1] = name end
table.sort(names)
assert(table.concat(names, " ") == "Archive Container File Project PublicContainer _G _VERSION archive args assert "
  .. "collectgarbage coroutine error from_json getmetatable io ipairs load math next null os pairs parallel pcall planning print "
  .. "print_table rawequal rawget rawlen rawset scale_bytes select setmetatable spawn string table to_csv to_json tonumber "
  .. "tostring type utf8 xpcall", table.concat(names, " "))
local members = {}
for _, library in ipairs{"io", "os", "coroutine"} do
  for name in pairs(_G[library]) do members[#members + 1] = library .. "." .. name end
end
table.sort(members)
assert(table.concat(members, " ") == "coroutine.close coroutine.create coroutine.isyieldable coroutine.resume "
  .. "coroutine.running coroutine.status coroutine.wrap coroutine.yield io.lines io.open io.write os.clock os.date "
  .. "os.difftime os.time", table.concat(members, " "))

-- Nothing of them has another way in.
assert(string.dump == nil and ("").dump == nil and string.format("%d", 1) == "1")
expect("false", getmetatable, "")
expect("cannot change a protected metatable", setmetatable, Container, {})
for _, object in ipairs{archive, Container, null, archive:find_container("MyContainer"), io.open("data/a.txt")} do
  expect("false", getmetatable, object)
end
expect("invalid option 'stop'", collectgarbage, "stop")
expect("invalid option 'generational'", collectgarbage, "generational")

-- Compiled code is none, whoever brings it.
expect("attempt to load compiled code", load, "return 1", "x", "b")
expect("attempt to load a binary chunk", load, "\27LuaT\0\x19\x93\r\n\x1a\n")
expect("attempt to load a binary chunk", load, "\27Lua", "x", "bt")
local pieces = {"\27", "Lua"}
expect("attempt to load a binary chunk", load, function() return table.remove(pieces, 1) end)
-- What is loaded has the globals of the recipe, or those that it is given.
load("made_by_load = 1")()
assert(made_by_load == 1 and load("return os.execute")() == nil)
local environment = {}
load("x = 1 y = print", "x", "t", environment)()
assert(environment.x == 1 and environment.y == nil and x == nil)

-- Nobody signs in or opens anything.
for _, class in ipairs{Archive, Project, Container, PublicContainer, File} do
  expect("cannot be made by calling its class", class, "http://localhost/v1/AUTH_x/c", "user", "token")
end
local identity = archive:whoami()
assert(identity.token == nil and identity.password == nil)
expect("class Container", tostring, Container)
expect("'name' of Container cannot be assigned", function() archive:find_container("MyContainer").name = "x" end)
-- A container's name that is made up at run time is a name as any other.
expect("may not read", function() return archive:find_container(("rats"):reverse()) end)
print("end")
