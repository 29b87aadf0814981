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
-- default = ""
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
-- it is not, the file is read, a few MB in a second: the archive has no checksum of the whole of a large object. Of a
-- local bag every byte is read.

local container = archive:find_container(args.container)
local prefix = args.directory:gsub("/+$", "")
if prefix ~= "" then prefix = prefix .. "/" end

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

local expected, count = {}, 0
for line in io.lines(args.manifest) do
  line = line:gsub("\r$", "")
  local checksum, name = line:match("^(%x+)%s+%*?data/(.+)$")
  if not checksum and line ~= "" or checksum and #checksum ~= 32 then
    error("'" .. args.manifest .. "' has a line that is no MD5 and name below data/: " .. line, 0)
  end
  if checksum then
    name = name:gsub("%%(%x%x)", function(code)
      return ({["0A"] = "\n", ["0D"] = "\r", ["25"] = "%"})[code:upper()]
    end)
    if name:sub(1, #prefix) == prefix then
      expected[name] = checksum:lower()
      count = count + 1
    end
  end
end
if count == 0 then error("'" .. args.manifest .. "' has no file below 'data/" .. prefix .. "'", 0) end

local result = {container = container.name, matching = 0, read = {}, problems = {}}
local function problem(what, name, where)
  table.insert(result.problems, {where = where or "archive", problem = what, name = name})
end

for file in container:files{dir_path = prefix ~= "" and prefix or nil} do
  local checksum = expected[file.name]
  local is_marker = file.name:sub(-1) == "/" or file.bytes == 0 and file.content_type:find("^application/directory")
  if not checksum and not is_marker then
    problem("not in the manifest", file.name)
  elseif checksum then
    expected[file.name] = nil
    local ok, same = pcall(function()
      if file.hash == checksum and file.bytes > 0 then return true end
      -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
      if file.bytes == 0 then file = container:get(file.name) end
      if file.bytes > 0 then
        print("reading " .. file.name)
        table.insert(result.read, file.name)
      end
      return md5_of(file) == checksum
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
  local report = container:verify(args.bag, {manifest = args.manifest, raise = false})
  result.bag_matching = #report.matching
  for _, name in ipairs(report.differing) do problem("differs", name, "bag") end
  for _, name in ipairs(report.missing) do problem("missing", name, "bag") end
  for _, name in ipairs(report.extra) do problem("not in the manifest", name, "bag") end
  for _, e in ipairs(report.unchecked) do problem("not readable: " .. e.message, e.path, "bag") end
  print(string.format("bag: %d files are what the manifest says", #report.matching))
end

if #result.problems > 0 then
  print_table(result.problems, {columns = {"where", "problem", "name"}})
  error(#result.problems .. " files are not what the manifest says: see above", 0)
end
return result
