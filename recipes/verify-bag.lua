#!/usr/bin/env archive-lua
-- /// recipe
-- name = "verify-bag"
-- version = "1.0.0"
-- summary = "Compare a container, and a local bag if you like, with the BagIt manifest that was made of it"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- reads = ["{manifest}", "{bag}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container that should hold what the manifest says"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.manifest]
-- type = "path"
-- default = "manifest-md5.txt"
-- help = "the local file of checksums, as bag-manifest writes it"
-- [arguments.bag]
-- type = "path"
-- help = "also compare this local bag: the directory in which data/ has a copy of the container"
-- ///

-- Changes nothing. A file counts as unchanged where the archive's checksum of it, an MD5, is that of the manifest. Where
-- it is not, the file is read: the archive has no checksum of the whole of a large object, and no other than MD5. Of a
-- local bag every byte below data/ is read; what a bag holds beside that, as bagit.txt, is not looked at.

local container = archive:find_container(args.container)
local prefix = (args.directory or ""):gsub("^/+", ""):gsub("/+$", "")
if prefix ~= "" then prefix = prefix .. "/" end

local file = io.open(args.manifest, "r")
if not file then error("there is no manifest '" .. args.manifest .. "'", 0) end
local text = file:read("a")
file:close()

local ALGORITHMS = {[32] = "md5", [40] = "sha1", [64] = "sha256", [128] = "sha512"}
local expected, count, algorithm = {}, 0, nil
for line in text:gmatch("[^\r\n]+") do
  local checksum, name = line:match("^(%x+)%s+%*?data/(.+)$")
  algorithm = algorithm or checksum and ALGORITHMS[#checksum]
  if not checksum or checksum and ALGORITHMS[#checksum] ~= algorithm then
    error("'" .. args.manifest .. "' has a line that is no checksum and name below data/: " .. line, 0)
  end
  name = name:gsub("%%(%x%x)", function(code)
    return ({["0A"] = "\n", ["0D"] = "\r", ["25"] = "%"})[code:upper()]
  end)
  if name:sub(1, #prefix) == prefix then
    expected[name] = checksum:lower()
    count = count + 1
  end
end
if count == 0 then error("'" .. args.manifest .. "' has no file below 'data/" .. prefix .. "'", 0) end

-- Empty lists are [] in JSON, too.
local result = {container = container.name, matching = 0, read = from_json("[]"), problems = from_json("[]")}
local function problem(what, name, where)
  table.insert(result.problems, {where = where or "archive", problem = what, name = name})
end

for file in container:files{dir_path = prefix ~= "" and prefix or nil} do
  local checksum = expected[file.name]
  -- What has content is a file, whatever its name.
  local is_marker = file.bytes == 0 and (file.name:sub(-1) == "/" or file.content_type:find("^application/directory"))
  if not checksum and not is_marker then
    problem("not in the manifest", file.name)
  elseif checksum then
    expected[file.name] = nil
    local ok, same = pcall(function()
      if file.hash == checksum and not file.large_object and file.bytes > 0 then return true end
      -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
      if file.bytes == 0 then file = container:get(file.name) end
      if file.bytes > 0 then
        print("reading " .. file.name)
        table.insert(result.read, file.name)
      end
      return file:checksum(algorithm) == checksum
    end)
    if not ok then
      problem("not readable: " .. tostring(same):match("[^\n]*"), file.name)
    elseif same then
      result.matching = result.matching + 1
    else
      problem("differs", file.name)
    end
  end
end
local missing = {}
for name in pairs(expected) do missing[#missing + 1] = name end
table.sort(missing)
for _, name in ipairs(missing) do problem("missing", name) end
print(string.format("archive: %d of %d files are what the manifest says", result.matching, count))

if args.bag then
  local place = "data/" .. prefix
  local ok, report = pcall(container.verify, container, args.bag .. "/" .. place,
    {manifest = args.manifest, dir_path = place, raise = false})
  if not ok then
    result.bag_matching = 0
    -- Also a link that leads out of the bag: no recipe follows it.
    local why = report.code == "local_file" and "has no " .. place or "not readable: " .. tostring(report):match("[^\n]*")
    problem(why, args.bag, "bag")
  else
    result.bag_matching = #report.matching
    for _, name in ipairs(report.differing) do problem("differs", place .. name, "bag") end
    for _, name in ipairs(report.missing) do problem("missing", place .. name, "bag") end
    for _, name in ipairs(report.extra) do problem("not in the manifest", place .. name, "bag") end
    -- Of a link to a directory there is an error for each file below it.
    local told = {}
    for _, e in ipairs(report.unchecked) do
      if not told[e.message] then problem("not readable: " .. e.message, e.path or place, "bag") end
      told[e.message] = true
    end
  end
  print(string.format("bag: %d files are what the manifest says", result.bag_matching))
end

if #result.problems > 0 then
  print_table(result.problems, {columns = {"where", "problem", "name"}})
  error(#result.problems .. " things are not what the manifest says: see above", 0)
end
return result
