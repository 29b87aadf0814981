-- /// recipe
-- name = "files"
-- version = "1.0.0"
-- summary = "Reaches for files that it has not declared"
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
local function first(name) local file = assert(io.open(name)) return file:read("l") end

-- What is declared can be had, by every name that stays inside.
for _, name in ipairs{"data/a.txt", "data/sub/../a.txt", "./data//a.txt", "data/in", "data/sub/up", "declared-link/a.txt"} do
  expect("inside", first, name)
end
for line in io.lines("data/a.txt") do assert(line == "inside") end
local report <close> = assert(io.open("new/report.csv", "w"))
assert(report:write("a,", 1, "\n"):seek("cur") == 4 and report:seek("set", 2) == 2 and report:write("2"))
report:close()
expect("closed file", report.write, report, "x")

-- What is not, cannot.
for _, name in ipairs{"secret.txt", "data/../secret.txt", "/etc/passwd", "..", "/", "data-2/x", "out/x.txt", "new/report.csv"} do
  expect("may not read '" .. name .. "'", io.open, name)
  expect("may not read '" .. name .. "'", io.lines, name)
end
for _, name in ipairs{"data/a.txt", "later", "new/other.csv", "new", "out/../x", "/tmp/x"} do
  expect('writes = ["' .. name .. '"]', io.open, name, "w")
end
expect("may not read", io.open, "out/x", "r+")
expect("may not read", io.open, "out/x", "a+")
for _, name in ipairs{"data/out", "data/etc/passwd", "data/far", "data/dir/o.txt", "data/parent/secret.txt"} do
  expect("leads outside of what this recipe may read", io.open, name)
end
for _, name in ipairs{"out/target.txt", "out/dir/x"} do
  expect("leads outside of what this recipe may write", io.open, name, "w")
end
-- What is no file makes nobody wait.
expect("not a regular file", io.open, "data/pipe")
expect("Is a directory", io.open, "data")
expect("No such file or directory", io.open, "later")
expect("No such file or directory", io.lines, "later")
expect("is no mode", io.open, "data/a.txt", "rw")
expect("NUL", io.open, "data/a.txt\0/../../secret.txt")
expect("not UTF-8", io.open, "data/\xFF")

-- Calls of the archive are held to the same.
expect("x/a.txt", function() return table.unpack(container:upload("data/a.txt", "x")) end)
for _, name in ipairs{"secret.txt", "/etc/passwd", ".", "out"} do
  expect("may not read '" .. name .. "'", container.upload, container, name, "stolen")
  expect("may not read '" .. name .. "'", container.sync, container, name, {direction = "up", dir_path = "stolen"})
  expect("may not read '" .. name .. "'", container.verify, container, name)
  expect("may not read '" .. name .. "'", container.verify, container, "data", {manifest = name})
end
expect("may not read 'out'", container.sync, container, "out")
for _, name in ipairs{"data/out", "data/dir", "data/etc"} do
  expect("leads outside", container.upload, container, name, "stolen")
end
expect("leads outside", container.sync, container, "data/dir", {direction = "up", dir_path = "stolen"})
expect("leads outside", container.verify, container, "data", {manifest = "data/dir/o.txt"})
-- Of a directory goes up what is in it, and nothing that a link in it leads to.
local _, problem = pcall(container.upload, container, "data", "tree", {raise = false})
expect("", container.sync, container, "data", {direction = "up", dir_path = "tree", raise = false})
for file in container:files() do
  assert(not file.name:find("stolen") and not file.name:find("o.txt", 1, true) and not file.name:find("passwd"), file.name)
  if file.name:find("^tree/") and not file.name:find("%.yaml$") then assert(file:read() == "inside\n", file.name) end
end
for _, name in ipairs{".", "data", "new", "/tmp/x", "~", "out/../data"} do
  expect("may not write", container.download, container, "README.txt", name)
  expect("may not write", container.download, container, {"README.txt"}, name)
  expect("may not write", container.download_directory, container, "recordings", name)
  expect("may not write", container:get("README.txt").download, container:get("README.txt"), name)
end
expect("leads outside", container.download, container, "README.txt", "out/dir")
expect("out/sub/README.txt", container.download, container, "README.txt", "out/sub")
-- Where a link is in the way, the link is replaced, not what it leads to.
container:copy("README.txt", "", "target.txt")
expect("exists", container.download, container, "target.txt", "out")
expect("out/target.txt", container.download, container, "target.txt", "out", {overwrite = true})
print("end")
