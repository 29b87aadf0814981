#!/usr/bin/env archive-lua
-- /// recipe
-- name = "find-duplicates"
-- version = "1.0.0"
-- summary = "Find files with the same content, in one container or across several"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- writes = ["{report}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- repeated = true
-- help = "the container to look into; give it several times to compare containers"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.larger_than]
-- type = "bytes"
-- default = 0
-- help = "only files with more bytes than this"
-- [arguments.report]
-- type = "path"
-- help = "also write all copies to this CSV file"
-- ///

-- Nothing is downloaded: a listing has the checksum (MD5) of each file already. Files count as the same where checksum
-- and size are. Of a large object the checksum is that of its parts: copies are found, but not the same bytes that were
-- uploaded in parts of another size. A dynamic large object has 0 bytes in a listing and is passed over, as empty files
-- and markers of directories are.

local function human(bytes)
  for _, unit in ipairs{"TB", "GB", "MB", "kB"} do
    local value = scale_bytes(bytes, unit)
    if value >= 1 then return string.format("%.1f %s", value, unit) end
  end
  return bytes .. " bytes"
end

-- Each container once, be it given twice: a file is no copy of itself.
local containers, known = {}, {}
for _, name in ipairs(args.container) do
  if not known[name] then
    known[name] = true
    containers[#containers + 1] = archive:find_container(name)
  end
end

-- A misspelt directory would pass for one without copies; of several containers one may do without it.
local is_there = not (args.directory or ""):find("[^/]")
for _, container in ipairs(containers) do
  is_there = is_there or container:files{dir_path = args.directory}() ~= nil
end
if not is_there then
  error("there is no directory '" .. args.directory .. "' in '" .. table.concat(args.container, "', '") .. "'", 0)
end
-- A report that cannot be written is told of before anything is looked at.
local csv <close> = args.report and assert(io.open(args.report, "w")) or nil

local function each_file(visit)
  for _, container in ipairs(containers) do
    for file in container:files{dir_path = args.directory} do
      if file.bytes > args.larger_than and file.hash ~= "" then
        visit(container, file, file.hash .. " " .. file.bytes)
      end
    end
  end
end

-- The listing is walked twice, so that only the names of copies are kept in memory: most files have none.
local seen, looked_at = {}, 0
each_file(function(_, _, key)
  looked_at = looked_at + 1
  seen[key] = (seen[key] or 0) + 1
end)

local groups, by_key = {}, {}
each_file(function(container, file, key)
  if (seen[key] or 0) < 2 then return end
  local group = by_key[key]
  if not group then
    group = {hash = file.hash, bytes = file.bytes, files = {}}
    by_key[key] = group
    groups[#groups + 1] = group
  end
  table.insert(group.files, {container = container.name, name = file.name, last_modified = file.last_modified})
end)

-- An empty list is [] in JSON, too.
local result = {groups = from_json("[]"), looked_at = looked_at, duplicates = 0, wasted_bytes = 0}
for _, group in ipairs(groups) do
  group.copies = #group.files
  group.wasted_bytes = (group.copies - 1) * group.bytes
  -- A file may have been deleted between the two walks.
  if group.copies > 1 then
    table.insert(result.groups, group)
    result.duplicates = result.duplicates + group.copies - 1
    result.wasted_bytes = result.wasted_bytes + group.wasted_bytes
  end
end
-- The most wasteful first; then by name, so that two runs print the same.
table.sort(result.groups, function(a, b)
  if a.wasted_bytes ~= b.wasted_bytes then return a.wasted_bytes > b.wasted_bytes end
  return a.files[1].container .. "/" .. a.files[1].name < b.files[1].container .. "/" .. b.files[1].name
end)

local GROUPS, COPIES = 20, 10  -- so many of them are shown
local rows, shown = {}, {}
for number, group in ipairs(result.groups) do
  for copy, file in ipairs(group.files) do
    local cells = {copies = "", size = "", wasted = "", file = file.container .. "/" .. file.name}
    if copy == 1 then cells.copies, cells.size, cells.wasted = group.copies, human(group.bytes), human(group.wasted_bytes) end
    if copy > COPIES then cells.file = "... and " .. group.copies - COPIES .. " more; --report FILE has them all" end
    if number <= GROUPS and copy <= COPIES + 1 then shown[#shown + 1] = cells end
    rows[#rows + 1] = {
      group = number, container = file.container, name = file.name, bytes = group.bytes, hash = group.hash,
      last_modified = file.last_modified, wasted_bytes = group.wasted_bytes,
    }
  end
end

-- Before anything is printed, of which a pager may take the first lines only; a full disk is told of behind it.
local written, problem = true, nil
if csv then
  written, problem = csv:write(to_csv(rows, {columns = {"group", "container", "name", "bytes", "hash", "last_modified", "wasted_bytes"}}))
end
if csv and written then written, problem = csv:flush() end

if #shown > 0 then print_table(shown, {columns = {"copies", "size", "wasted", "file"}}) end
if #result.groups > GROUPS then print("... and " .. #result.groups - GROUPS .. " more groups; --report FILE has them all") end
print(string.format("%d files looked at; %d are copies of others and take %s",
  looked_at, result.duplicates, human(result.wasted_bytes)))
assert(written, problem)
return result
