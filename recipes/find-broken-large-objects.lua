#!/usr/bin/env archive-lua
-- /// recipe
-- name = "find-broken-large-objects"
-- version = "1.0.0"
-- summary = "Find large files that have lost segments, and segments that no file needs"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- writes = ["{report}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to look into; its segments are in CONTAINER_segments"
-- [arguments.report]
-- type = "path"
-- help = "also write what was found to this CSV file"
-- ///

-- Changes nothing. The manifest of each large file is compared with the listing of the container's segments; of a segment in
-- another container a byte is read through the large file, which the service refuses where there is none. That takes a
-- request for each large file and for each empty one, and hardly any bytes.
--
-- A dynamic large object is whatever its segments are: that one is missing shows only in the name that archive-lua and the
-- swift client give these, NAME/TIME/SIZE/SEGMENT SIZE/NUMBER, or where all are.
--
-- Segments are orphaned when no file of this container is made of them. Before you delete them, make sure that no file of
-- another container is either, and that nobody is uploading: the segments of a large file are there before it is. Where the
-- archive does not say what a file is made of, as a practice archive does not of a broken one, it is unclear which are.

local container = archive:find_container(args.container)
local store = container.name .. "_segments"
local COLUMNS = {"what", "name", "bytes", "detail"}
-- Opened first: that it cannot be written is told before anything is looked at.
local csv <close> = args.report and assert(io.open(args.report, "w")) or nil
local findings, counts = from_json("[]"), {broken = 0, orphaned = 0, unclear = 0}  -- [] in JSON, where it is empty
local function found(what, name, bytes, detail)
  counts[what] = counts[what] + 1
  findings[#findings + 1] = {what = what, name = name, bytes = bytes, detail = detail}
end

-- Who may not read the segments, or does not reach the service, knows nothing of the file.
local UNCLEAR = {forbidden = true, unauthorized = true, network = true, server = true}
local function failed(name, bytes, e, at)
  local is_unclear = UNCLEAR[e.code] or e.retryable
  found(is_unclear and "unclear" or "broken", name, bytes, (at or "") .. tostring(e):match("[^\n]*"))
end

-- What lies in the container of segments, in order and by name; nil where it is not shown to this user.
local known, place_of_segments = {}, nil
local listed, e = pcall(function()
  place_of_segments = container.project:get_container(store)
  for file in place_of_segments:files() do
    known[#known + 1] = {file = file}
    known[file.name] = known[#known]
  end
end)
if not listed and e.code ~= "not_found" then
  if e.code ~= "forbidden" then error(e) end
  known = nil
  print("the list of segments is not shown to you: every segment is read from, and orphans are not looked for")
end

-- How many bytes of a segment count, with a range as "0-99", "100-" or "-100".
local function length_of(part)
  if not part.range then return part.bytes end
  local first, last = part.range:match("^(%d*)%-(%d*)$")
  if first == "" then return math.min(last // 1, part.bytes) end
  return math.min(last == "" and part.bytes or last // 1, part.bytes - 1) - first // 1 + 1
end

local function is_same(file, part) return file.bytes == part.bytes and (part.large_object or file.hash == part.hash) end

-- Notes that a segment is needed, and those that it is made of itself; returns why it is not what the manifest says.
local function needed(part)
  local there = known[part.name]
  if there then there.is_used = true end
  local file = there and there.file
  if not file or not is_same(file, part) then
    -- A listing may lag behind, and files are uploaded while this runs: nothing is accused before it is asked for itself.
    if not place_of_segments or not place_of_segments:exists(part.name) then return "is missing" end
    file = place_of_segments:get(part.name)
    if not is_same(file, part) then return "was changed" end
  end
  local why
  for _, inner in ipairs(part.large_object and file:segments() or {}) do
    local problem = inner.container == store and needed(inner)
    why = why or problem and "is made of " .. inner.name .. ", which " .. problem
  end
  return why
end

-- Goes through all segments, also once it is known that the file is broken: they are no orphans.
local function check(file)
  local place, parts, handle, why, is_told = 0, file:segments(), nil, nil, false
  if #parts == 0 then why = "it has no segments" end
  for number, part in ipairs(parts) do
    local at = "segment " .. number .. (part.name and ", " .. part.container .. "/" .. part.name .. ", " or " ")
    if known and part.container == store then
      local problem = needed(part)
      why = why or problem and at .. problem
    elseif part.name and not why then
      handle = handle or file:open()
      local ok, problem = pcall(function() return handle:seek("set", place) and handle:read(1) end)
      if not ok then
        why, is_told = at, true
        failed(file.name, file.bytes, problem, at)
      end
    end
    place = place + length_of(part)
  end
  -- Names of static large objects say 'slo': their manifests know better.
  local first = parts[1] and parts[1].name or ""
  local size = not first:find("/slo/", 1, true) and math.tointeger(tonumber(first:match("/[%d.]+/(%d+)/%d+/%d+$")))
  if size and size > place then why = why or size - place .. " bytes of what was uploaded are missing at its segments" end
  if why and not is_told then found("broken", file.name, file.bytes, why) end
end

local looked_at, unread = 0, 0
for listed_file in container:files() do
  local ok, problem = pcall(function()
    -- In a listing a dynamic large object is empty: it has to be asked for itself.
    local file = listed_file.bytes > 0 and listed_file or container:get(listed_file.name)
    if not file.large_object then return end
    looked_at = looked_at + 1
    check(file)
  end)
  -- Deleted meanwhile; or it is there, and the container of its segments is not.
  if not ok and (problem.code ~= "not_found" or container:exists(listed_file.name)) then
    unread = unread + 1
    failed(listed_file.name, listed_file.bytes, problem)
  end
end

-- The segments of one upload have all but the last part of their names in common, and come in a row.
local group, count, orphaned_bytes = nil, 0, 0
for _, segment in ipairs(known or {}) do
  local stem = segment.file.name:match("^(.+)/[^/]+$") or segment.file.name
  if not segment.is_used then
    if not group or group.name ~= stem then
      found(unread == 0 and "orphaned" or "unclear", stem, 0, nil)
      group, count = findings[#findings], 0
    end
    count, group.bytes = count + 1, group.bytes + segment.file.bytes
    group.detail = count .. (count == 1 and " segment" or " segments") .. (unread > 0 and ", which a file above may need" or "")
    if unread == 0 then orphaned_bytes = orphaned_bytes + segment.file.bytes end
  end
end

local written, problem = true, nil  -- before anything is printed, of which a pager may take the first lines only
if csv then written, problem = csv:write(to_csv(findings, {columns = COLUMNS})) end
if csv and written then written, problem = csv:flush() end
if #findings > 0 then print_table(findings, {columns = COLUMNS}) end
print(string.format("%d large files looked at: %d broken; %d uploads left segments behind, %.1f MB; %d unclear", looked_at,
  counts.broken, counts.orphaned, scale_bytes(orphaned_bytes, "MB"), counts.unclear))
assert(written, problem)
if counts.broken > 0 then error(counts.broken .. " large files are broken: see above", 0) end
return {findings = findings, looked_at = looked_at, orphaned = counts.orphaned, orphaned_bytes = orphaned_bytes,
  unclear = counts.unclear}
