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
-- writes = ["{report}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to check"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.algorithm]
-- type = "choice"
-- choices = ["md5", "sha1", "sha256", "sha512"]
-- default = "md5"
-- help = "the checksum that the report has of each file"
-- [arguments.report]
-- type = "path"
-- default = "fixity.csv"
-- help = "the CSV file with a row for each file; what was in it is replaced"
-- ///

-- This is about the archive itself: whether what it hands out is still what was once stored. Every byte is read, so it
-- takes as long as a download of everything, and no room. Changes nothing in the archive. The report has a row for each
-- file as soon as that is checked: after an interruption it says what was done, and the same call begins anew.
--
-- A file is intact where its bytes have the checksum that the archive keeps of them, of a large object that of each
-- segment; damaged where they have not, twice; unreadable where the archive does not hand it out. It is unchecked where
-- it was read, and the archive has no checksum of all its bytes.

local SHOWN = 30
local COLUMNS = {"name", "bytes", "last_modified", "checksum", "checked", "verdict", "detail"}

local container = archive:find_container(args.container)
-- A misspelt directory would pass for an empty one.
if (args.directory or ""):find("[^/]") and not container:files{dir_path = args.directory}() then
  error("there is no directory '" .. args.directory .. "' in '" .. container.name .. "'", 0)
end

-- An empty list is [] in JSON, too.
local result = {container = container.name, files = 0, bytes = 0, intact = 0, damaged = 0, unreadable = 0, unchecked = 0,
  problems = from_json("[]"), report = args.report}

-- Whether the archive can tell that each byte is right: of a part of a segment it has no checksum.
local function has_checksums(file)
  if not file.large_object then return #file.hash == 32 end
  for _, segment in ipairs(file:segments()) do
    if segment.range then return false end
  end
  return true
end

local function check(listed)
  local file, checksum = listed, nil
  local ok, verdict, detail = pcall(function()
    -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
    if listed.bytes == 0 then file = container:get(listed.name) end
    checksum = file:checksum(args.algorithm)
    if not has_checksums(file) then return "unchecked", "the archive has no checksum of all its bytes" end
    return "intact"
  end)
  if not ok then
    local e = verdict
    verdict, detail = e.code == "integrity" and "damaged" or "unreadable", tostring(e):match("[^\n]*")
  end
  return {name = listed.name, bytes = file.bytes, last_modified = listed.last_modified, checksum = checksum,
    checked = os.date("!%Y-%m-%dT%H:%M:%SZ"), verdict = verdict, detail = detail}
end

local csv <close> = assert(io.open(args.report, "w"))
assert(csv:write(table.concat(COLUMNS, ",") .. "\n"))
assert(csv:flush())

local function note(row)
  local cells = {}
  for number, column in ipairs(COLUMNS) do cells[number] = row[column] or "" end
  -- At once, and whole: the next file may take hours.
  assert(csv:write(to_csv({cells})))
  assert(csv:flush())
  result.files, result.bytes = result.files + 1, result.bytes + row.bytes
  result[row.verdict] = result[row.verdict] + 1
  if row.verdict ~= "intact" then
    table.insert(result.problems, {name = row.name, verdict = row.verdict, detail = row.detail})
  end
end

-- Several at a time: of small files, most of the time goes into waiting for the archive.
local batch = {}
local function check_batch()
  parallel(batch, function(file) note(check(file)) end, {limit = 8})
  batch = {}
end

for file in container:files{dir_path = args.directory} do
  batch[#batch + 1] = file
  if #batch == 64 then check_batch() end
end
check_batch()

table.sort(result.problems, function(a, b) return a.name < b.name end)
print(string.format("%d files, %.1f MB: %d intact, %d damaged, %d unreadable, %d unchecked; the report is %s", result.files,
  scale_bytes(result.bytes, "MB"), result.intact, result.damaged, result.unreadable, result.unchecked, args.report))
local problems = result.problems
if #problems > 0 then
  print_table(table.move(problems, 1, SHOWN, 1, {}), {columns = {"name", "verdict", "detail"}})
  if #problems > SHOWN then print("... and " .. #problems - SHOWN .. " more, which are in the report") end
  error(#problems .. " of " .. result.files .. " files are not known to be intact: see " .. args.report, 0)
end
return result
