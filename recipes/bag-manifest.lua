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
-- default = ""
-- help = "only what is below this directory"
-- [arguments.manifest]
-- type = "path"
-- default = "manifest-md5.txt"
-- help = "the local file of checksums; its name must be manifest-md5.txt, its directory must be there"
-- [arguments.read_larger_than]
-- type = "bytes"
-- default = "5 GB"
-- help = "read files with more bytes than this, in place of taking the archive's checksum; 0 reads every file"
-- ///

-- verify-bag compares the container, or a local bag, with this file later. Beside a bagit.txt, and with the files of the
-- container in data/, it makes a directory a bag (RFC 8493), which any tool for bags can validate.
--
-- The archive has an MD5 of each file, and these are taken. It has none of a large object, which is stored in segments:
-- those are read, a few MB in a second. They are known by their size, which is that of the segments of one upload in
-- CONTAINER_segments, or is more than a single object can have. Where segments are kept elsewhere, set read_larger_than.
--
-- Changes nothing in the archive. A manifest that is there is never replaced by a different one: it may be the only proof
-- of what the container once held.

local container = archive:find_container(args.container)
local prefix = args.directory:gsub("/+$", "")
if prefix ~= "" then prefix = prefix .. "/" end
if args.manifest:match("[^/]*$") ~= "manifest-md5.txt" then error("the manifest must be called manifest-md5.txt", 0) end

-- The MD5 of what a file of the archive holds (RFC 1321), read piece by piece.
local SINE, SHIFT, WORD = {}, {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21}, {}
for i = 0, 63 do
  SINE[i] = math.floor(math.abs(math.sin(i + 1)) * 2 ^ 32)
  WORD[i] = ({i, 5 * i + 1, 3 * i + 5, 7 * i})[i // 16 + 1] % 16 + 1
end
local function md5_of(file)
  local handle <close> = file:open()
  local a0, b0, c0, d0 = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476
  local total, rest, piece = 0, "", nil
  repeat
    piece = handle:read(1024 * 1024)
    total = total + #(piece or "")
    local text = rest .. (piece or "\x80" .. string.rep("\0", (55 - total) % 64) .. string.pack("<I8", total * 8))
    for place = 1, #text - 63, 64 do
      local words = {string.unpack("<I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4", text, place)}
      local a, b, c, d = a0, b0, c0, d0
      for i = 0, 63 do
        local mix
        if i < 16 then mix = b & c | ~b & d
        elseif i < 32 then mix = d & b | ~d & c
        elseif i < 48 then mix = b ~ c ~ d
        else mix = c ~ (b | ~d & 0xffffffff) end
        local sum, shift = (a + mix + SINE[i] + words[WORD[i]]) & 0xffffffff, SHIFT[i // 16 * 4 + i % 4 + 1]
        a, d, c, b = d, c, b, (b + (sum << shift | sum >> (32 - shift))) & 0xffffffff
      end
      a0, b0, c0, d0 = (a0 + a) & 0xffffffff, (b0 + b) & 0xffffffff, (c0 + c) & 0xffffffff, (d0 + d) & 0xffffffff
    end
    rest = text:sub(#text // 64 * 64 + 1)
  until not piece
  return string.format(string.rep("%02x", 16), string.pack("<I4I4I4I4", a0, b0, c0, d0):byte(1, 16))
end

-- How large the files are that the segments of one upload make up.
local sizes, by_stem = {}, {}
local found, segments = pcall(container.project.get_container, container.project, container.name .. "_segments")
if found then
  for file in segments:files() do
    local stem = file.name:match("^(.+)/") or ""
    by_stem[stem] = (by_stem[stem] or 0) + file.bytes
  end
  for _, bytes in pairs(by_stem) do sizes[bytes] = true end
elseif segments.code == "forbidden" then
  print("the list of segments is not shown to you: large objects are known only by read_larger_than")
elseif segments.code ~= "not_found" then
  error(segments)
end

local large, failed, lines, bytes = {}, {}, {}, 0
local function add(file)
  for part in (file.name .. "/"):gmatch("([^/]*)/") do
    if part == "" or part == "." or part == ".." then error("no local file can have this name", 0) end
  end
  -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
  if file.bytes == 0 then file = container:get(file.name) end
  local checksum = file.hash
  if #checksum ~= 32 or file.bytes > 0 and (file.bytes > args.read_larger_than or sizes[file.bytes]) then
    print("reading " .. file.name)
    checksum = md5_of(file)
    large[#large + 1] = file.name
  end
  bytes = bytes + file.bytes
  local name = file.name:gsub("[%%\r\n]", {["%"] = "%25", ["\r"] = "%0D", ["\n"] = "%0A"})
  lines[#lines + 1] = checksum .. "  data/" .. name .. "\n"
end

for file in container:files{dir_path = prefix ~= "" and prefix or nil} do
  local is_marker = file.name:sub(-1) == "/" or file.bytes == 0 and file.content_type:find("^application/directory")
  if not is_marker then
    -- One file that cannot be read does not keep the others from being listed.
    local ok, e = pcall(add, file)
    if not ok then failed[#failed + 1] = {name = file.name, problem = tostring(e):match("[^\n]*")} end
  end
end

local result = {container = container.name, files = #lines, bytes = bytes, read = large, manifest = args.manifest}
if #lines > 0 then
  -- In one piece, once all is known: a manifest that is half there would look like a whole one.
  local text, old = table.concat(lines), io.open(args.manifest, "rb")
  local old_text = old and old:read("a")
  if old then old:close() end
  if old and old_text ~= text and old_text ~= "" then
    error("'" .. args.manifest .. "' is there and differs: see with verify-bag what has changed, and write to another directory", 0)
  end
  if old_text ~= text then
    local out <close> = assert(io.open(args.manifest, "wb"))
    assert(out:write(text))
    assert(out:flush())
  end
end
print(string.format("%d files, %.1f MB: %s", #lines, scale_bytes(bytes, "MB"),
  #lines > 0 and "checksums in " .. args.manifest or "there is nothing to write down"))
if #large > 0 then print(#large .. " of them were read, since the archive has no checksum of the whole") end
if #failed > 0 then
  print_table(failed, {columns = {"name", "problem"}})
  error(#failed .. " files are not in the manifest: see above; the others are", 0)
end
return result
