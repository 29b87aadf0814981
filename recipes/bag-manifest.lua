#!/usr/bin/env archive-lua
-- /// recipe
-- name = "bag-manifest"
-- version = "1.0.0"
-- summary = "Write a BagIt manifest of a container: the checksum of every file, large objects too"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- reads = ["{manifest}"]
-- writes = ["{manifest}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container that the manifest is about"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.manifest]
-- type = "path"
-- default = "manifest-md5.txt"
-- help = "the local file, in a directory that is there; its name says the checksum: manifest-md5.txt, or -sha1, -sha256, -sha512"
-- ///

-- verify-bag compares the container, or a local bag, with this file later. Beside a bagit.txt, and with the files of the
-- container in data/, it makes a directory a bag (RFC 8493), which any tool for bags can validate.
--
-- The archive has an MD5 of each file, and a manifest-md5.txt takes these. It has none of a large object, which is stored
-- in segments: those are read, and for another checksum every file is.
--
-- Changes nothing in the archive. A manifest that is there is never replaced by a different one: it may be the only proof
-- of what the container once held.

local container = archive:find_container(args.container)
-- A misspelt directory would pass for an empty one.
if (args.directory or ""):find("[^/]") and not container:files{dir_path = args.directory}() then
  error("there is no directory '" .. args.directory .. "' in '" .. container.name .. "'", 0)
end
local algorithm = args.manifest:match("[^/]*$"):match("^manifest%-(%w+)%.txt$")
if not ({md5 = true, sha1 = true, sha256 = true, sha512 = true})[algorithm] then
  error("the manifest must be called manifest-md5.txt, or -sha1, -sha256 or -sha512", 0)
end

-- Reading may take hours: a manifest that cannot be written is told of before, by writing to it. No recipe can delete a
-- local file, and an empty manifest would be that of an empty bag: until all is known, it has this line, which no tool
-- takes for a manifest. What is in one that is there stays.
local UNFINISHED = "not finished: the same call of bag-manifest begins anew\n"
local function begin()
  local out <close> = assert(io.open(args.manifest, "a+b"))
  if out:seek("end") == 0 then assert(assert(out:write(UNFINISHED)):flush()) end
end

-- An empty list is [] in JSON, too.
local read, failed, lines, bytes = from_json("[]"), {}, {}, 0
local function add(file)
  for part in (file.name .. "/"):gmatch("([^/]*)/") do
    if part == "" or part == "." or part == ".." then error("no local file can have this name", 0) end
  end
  -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
  if file.bytes == 0 then file = container:get(file.name) end
  local checksum = file.hash
  if algorithm ~= "md5" or file.large_object or #checksum ~= 32 then
    if file.large_object then print("reading " .. file.name) end
    checksum = file:checksum(algorithm)
    read[#read + 1] = file.name
  end
  bytes = bytes + file.bytes
  local name = file.name:gsub("[%%\r\n]", {["%"] = "%25", ["\r"] = "%0D", ["\n"] = "%0A"})
  lines[#lines + 1] = checksum .. "  data/" .. name .. "\n"
end

for file in container:files{dir_path = args.directory} do
  -- What has content is a file, whatever its name.
  local is_marker = file.bytes == 0 and (file.name:sub(-1) == "/" or file.content_type:find("^application/directory"))
  if not is_marker then
    if #lines + #failed == 0 then begin() end
    -- One file that cannot be read does not keep the others from being listed.
    local ok, e = pcall(add, file)
    if not ok then failed[#failed + 1] = {name = file.name, problem = tostring(e):match("[^\n]*")} end
  end
end

local result = {container = container.name, files = #lines, bytes = bytes, read = read, manifest = args.manifest}
if #lines > 0 then
  -- In one piece, once all is known: a manifest that is half there would look like a whole one.
  local text, old <close> = table.concat(lines), assert(io.open(args.manifest, "rb"))
  local old_text = old:read("a")
  if old_text == UNFINISHED then
    local out <close> = assert(io.open(args.manifest, "wb"))
    assert(out:write(text))
    assert(out:flush())
  elseif old_text ~= text then
    error("'" .. args.manifest .. "' is there and differs: see with verify-bag what has changed, and write to another directory", 0)
  end
end
print(string.format("%d files, %.1f MB: %s", #lines, scale_bytes(bytes, "MB"),
  #lines > 0 and "checksums in " .. args.manifest or "there is nothing to write down"))
if #read > 0 then print(#read .. " of them were read, since the archive has no such checksum of the whole") end
if #failed > 0 then
  print_table(failed, {columns = {"name", "problem"}})
  if #lines == 0 then error("no file is in the manifest: see above", 0) end
  error(#failed .. " files are not in the manifest: see above; the others are", 0)
end
return result
