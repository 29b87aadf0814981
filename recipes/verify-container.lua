#!/usr/bin/env archive-lua
-- /// recipe
-- name = "verify-container"
-- version = "1.0.0"
-- summary = "Read every file of a container, compare each byte with the archive's checksums, and write a report"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- reads = ["{work}/verify-container"]
-- writes = ["{report}", "{work}/verify-container"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to check"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.report]
-- type = "path"
-- default = "fixity.csv"
-- help = "the CSV file with a row for each file; what was in it is replaced"
-- [arguments.work]
-- type = "path"
-- default = "work"
-- help = "a local directory with room for the largest file: large ones pass through verify-container in it"
-- [arguments.in_memory]
-- type = "bytes"
-- default = "64 MB"
-- help = "files up to this size do not pass through work, but through memory, four at a time"
-- ///

-- This is about the archive itself: whether what it hands out is still what was once stored. Every byte is read, so it
-- takes as long as a download of everything. Changes nothing in the archive. The report grows as files are checked: after
-- an interruption it says what was done, and the same call begins anew, but for the large file that it was at, which
-- goes on.
--
-- A file is intact where its bytes have the checksum that the archive keeps of them, of a large object that of each
-- segment; damaged where they have not, twice; unreadable where the archive does not hand it out. It is unchecked where
-- the archive has no checksum of all its bytes, or where it cannot pass through work, as for its name. (Of what passes
-- through memory and is made of parts of segments, as very few files are, a missing checksum does not show.)

local SHOWN = 30
local COLUMNS = {"name", "bytes", "last_modified", "checksum", "checked", "verdict", "detail"}

local container = archive:find_container(args.container)
local work = args.work:gsub("(.)/+$", "%1") .. "/verify-container"
local result = {container = container.name, files = 0, bytes = 0, intact = 0, damaged = 0, unreadable = 0, unchecked = 0,
  problems = {}, report = args.report}

-- Makes a local file empty, if it is there: a recipe cannot delete it. What a run that was cut off has left would
-- otherwise be compared in place of what the archive has now.
local function empty(path)
  local file = io.open(path, "r+b")
  if not file then return end
  file:close()
  assert(io.open(path, "wb")):close()
end

-- Reads a whole file, which the archive's checksums are compared with on the way; returns the verdict and why.
local function read_through(file, is_large)
  if not is_large then
    local content = container:read(file.name, {decode = false})
    if #content ~= file.bytes then return "damaged", #content .. " bytes came" end
    return "intact"
  end
  -- Without its directories, so that all large files of one name take turns in one place.
  local name = file.basename
  if name == "." or name == ".." or name:find("/", 1, true) then
    return "unchecked", "no local file can have this name: with a larger in_memory it is read"
  end
  local path = work .. "/" .. name
  empty(path)
  local got = container:download({file}, work, {with_tree = false, overwrite = true, raise = false})
  empty(path)
  if got.failed[1] then error(got.failed[1]) end
  if #got.done ~= 1 then return "unchecked", "it was not read from the archive" end
  if #got.unchecked > 0 then return "unchecked", "the archive has no checksum of all its bytes" end
  return "intact"
end

local function check(listed)
  local file, is_large = listed, listed.bytes > args.in_memory
  local ok, verdict, detail = pcall(function()
    -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
    if listed.bytes == 0 then
      file = container:get(listed.name)
      is_large = file.bytes > 0
    end
    return read_through(file, is_large)
  end)
  if not ok then
    local e = verdict
    local verdicts = {integrity = "damaged", unsafe_path = "unchecked", local_file = "unchecked"}
    verdict, detail = verdicts[e.code] or "unreadable", tostring(e):match("[^\n]*")
  end
  return {name = listed.name, bytes = file.bytes, last_modified = listed.last_modified, checksum = listed.hash,
    checked = os.date("!%Y-%m-%dT%H:%M:%SZ"), verdict = verdict, detail = detail}
end

local csv <close> = assert(io.open(args.report, "w"))
assert(csv:write(table.concat(COLUMNS, ",") .. "\n"))

local function note(row)
  local cells = {}
  for number, column in ipairs(COLUMNS) do cells[number] = row[column] or "" end
  assert(csv:write(to_csv({cells})))
  result.files, result.bytes = result.files + 1, result.bytes + row.bytes
  result[row.verdict] = result[row.verdict] + 1
  if row.verdict ~= "intact" then
    table.insert(result.problems, {name = row.name, verdict = row.verdict, detail = row.detail})
  end
end

-- Small files a few at a time, which are in memory together; large ones one by one.
local small = {}
local function check_small()
  for _, row in ipairs(parallel(small, check, {limit = 4})) do note(row) end
  assert(csv:flush())
  small = {}
end

for file in container:files{dir_path = args.directory} do
  if file.bytes == 0 or file.bytes > args.in_memory then
    note(check(file))
  else
    small[#small + 1] = file
    if #small == 64 then check_small() end
  end
end
check_small()

print(string.format("%d files, %.1f MB: %d intact, %d damaged, %d unreadable, %d unchecked; the report is %s", result.files,
  scale_bytes(result.bytes, "MB"), result.intact, result.damaged, result.unreadable, result.unchecked, args.report))
local problems = result.problems
if #problems > 0 then
  print_table(table.move(problems, 1, SHOWN, 1, {}), {columns = {"name", "verdict", "detail"}})
  if #problems > SHOWN then print("... and " .. #problems - SHOWN .. " more, which are in the report") end
  error(#problems .. " of " .. result.files .. " files are not known to be intact: see " .. args.report, 0)
end
return result
