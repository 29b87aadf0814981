-- /// recipe
-- name = "configuration"
-- version = "1.0.0"
-- summary = "Declares everything, and wants what configures the program"
-- effects = ["read", "write"]
-- containers = ["*/MyContainer"]
-- reads = ["."]
-- writes = ["."]
-- ///

-- What is said, or in which error it ends; `nil` where it returns nothing.
local function expect(expected, f, ...)
  local results = table.pack(pcall(f, ...))
  for i = 1, results.n do results[i] = tostring(results[i]) end
  local all = table.concat(results, " ", 2, results.n)
  if not all:find(expected, 1, true) then error("expected '" .. expected .. "', got '" .. all:sub(1, 300) .. "'", 2) end
end

local container = archive:find_container("MyContainer")
container:copy("README.txt", "", "clouds.yaml")
container:copy("README.txt", "", "secure.yaml")
for _, name in ipairs{"clouds.yaml", "./data/../clouds.yaml", "data/yaml", "data/same.yaml", "state/archive-lua/history", "archive/archive.sqlite"} do
  expect("are not for recipes, whatever they declare", io.open, name)
  expect("are not for recipes, whatever they declare", io.open, name, "a")
  expect("are not for recipes, whatever they declare", container.upload, container, name, "stolen")
end
-- Not there yet: neither is it made.
for _, name in ipairs{"secure.yaml", "clouds.json", ".config/archive-lua", ".config/openstack/clouds.yaml"} do
  expect("are not for recipes, whatever they declare", io.open, name, "w")
end
expect("may not have", container.download, container, "clouds.yaml", ".", {overwrite = true})
expect("may not have", container.download, container, "secure.yaml", ".")
expect("are not for recipes, whatever they declare", container.sync, container, "archive", {direction = "up", dir_path = "stolen"})
pcall(container.upload, container, ".", "stolen", {raise = false})
for file in container:files{dir_path = "stolen"} do
  assert(not file.name:find("yaml") and not file.name:find("history") and not file.name:find("sqlite"), file.name)
end
print("end")
