#!/usr/bin/env archive-lua
-- /// recipe
-- name = "compare-containers"
-- version = "1.0.0"
-- summary = "Compare two containers by names, sizes and checksums, as a container and its mirror"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}", "*/{target}"]
-- writes = ["{report}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container that the other is compared with"
-- [arguments.to]
-- type = "archive"
-- help = "the archive that the other container is in, or its public URL; without it, this one"
-- [arguments.project]
-- help = "the project that the other container is in; without it, they are all searched"
-- [arguments.target]
-- type = "container"
-- help = "the other container's name, if it is another"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.read]
-- type = "boolean"
-- help = "where only the checksums differ, read both files: a large object that was stored in other segments is the same"
-- [arguments.strict]
-- type = "boolean"
-- help = "end with an error, and so with exit status 1, where anything differs"
-- [arguments.report]
-- type = "path"
-- help = "also write what differs to this CSV file; what was in it is replaced"
-- ///

-- Changes nothing in the archive. Both listings are walked once, side by side, so that memory does not grow with them.
-- What is found:
--   missing          only in the container
--   extra            only in the other one
--   other size       in both, with other sizes
--   other checksum   in both, with the same size; large objects may be the same nevertheless, which --read tells
--   other content    with --read: their bytes differ
--   unreadable       it could not be compared, and why

local COLUMNS = {"finding", "name", "bytes", "bytes_there", "checksum", "checksum_there", "detail"}
local KEPT = 1000  -- findings in the result; the report has them all
local SHOWN = 30

local container = archive:find_container(args.container)

local function open_other()
  local name = args.target or args.container
  local place = args.to or archive
  local is_public, files = pcall(function() return place.files end)
  if is_public and files then return place end
  if not args.project then return place:find_container(name) end
  local project = place.projects[args.project]
  if not project then error("there is no project '" .. args.project .. "' there", 0) end
  return project:get_container(name)
end
local other = open_other()
if not args.to and other.name == container.name and other.project == container.project then
  error("a container is always the same as itself: name another --project or --target", 0)
end

-- A misspelt directory would pass for one that is the same.
local function has_directory(place) return place:files{dir_path = args.directory}() ~= nil end
if (args.directory or ""):find("[^/]") and not has_directory(container) and not has_directory(other) then
  error("there is no directory '" .. args.directory .. "' in '" .. container.name .. "', nor in the other one", 0)
end

-- The files in the order of their names, without markers of directories, which have no content.
local function walk(from)
  local files = from:files{dir_path = args.directory}
  return function()
    local file
    repeat
      file = files()
      local is_marker = file and file.bytes == 0
        and (file.name:sub(-1) == "/" or file.content_type:find("^application/directory"))
    until not is_marker
    return file
  end
end

-- Whether two files have the same bytes.
local function same_content(here, there)
  local a <close> = here:open()
  local b <close> = there:open()
  while true do
    local left, right = a:read(1024 * 1024), b:read(1024 * 1024)
    if left ~= right then return false end
    if not left then return true end
  end
end

-- What two files of one name differ in, if anything.
local function difference(here, there)
  -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
  if here.bytes == 0 then here = container:get(here.name) end
  if there.bytes == 0 then there = other:get(there.name) end
  if here.bytes ~= there.bytes then return "other size", here, there end
  if here.hash == there.hash then return nil end
  if not args.read then return "other checksum", here, there end
  if not same_content(here, there) then return "other content", here, there end
end

local csv <close> = args.report and assert(io.open(args.report, "w")) or nil
if csv then assert(csv:write(table.concat(COLUMNS, ",") .. "\n")) end

local result = {same = 0, different = 0, counts = {}, findings = from_json("[]"), report = args.report}
local function found(finding, here, there, detail)
  local file = here or there
  local row = {finding = finding, name = file.name, bytes = here and here.bytes, bytes_there = there and there.bytes,
    checksum = here and here.hash, checksum_there = there and there.hash, detail = detail}
  result.different = result.different + 1
  result.counts[finding] = (result.counts[finding] or 0) + 1
  if #result.findings < KEPT then table.insert(result.findings, row) end
  if not csv then return end
  local cells = {}
  for number, column in ipairs(COLUMNS) do cells[number] = row[column] or "" end
  assert(csv:write(to_csv({cells})))
end

local next_here, next_there = walk(container), walk(other)
local here, there = next_here(), next_there()
while here or there do
  if not there or here and here.name < there.name then
    found("missing", here, nil)
    here = next_here()
  elseif not here or there.name < here.name then
    found("extra", nil, there)
    there = next_there()
  else
    local ok, finding, left, right = pcall(difference, here, there)
    if not ok then
      found("unreadable", here, there, tostring(finding):match("[^\n]*"))
    elseif finding then
      found(finding, left, right)
    else
      result.same = result.same + 1
    end
    here, there = next_here(), next_there()
  end
end

if result.different > 0 then
  print_table(table.move(result.findings, 1, SHOWN, 1, {}), {columns = {"finding", "name", "bytes", "bytes_there"}})
  if result.different > SHOWN then print("... and " .. result.different - SHOWN .. " more") end
end
local summary = {result.same .. " files are the same"}
for _, finding in ipairs{"missing", "extra", "other size", "other checksum", "other content", "unreadable"} do
  if result.counts[finding] then summary[#summary + 1] = result.counts[finding] .. " " .. finding end
end
print(table.concat(summary, ", "))
if csv then assert(csv:flush()) end
if args.strict and result.different > 0 then error(result.different .. " files differ: see above", 0) end
return result
