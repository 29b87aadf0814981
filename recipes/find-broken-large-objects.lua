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

-- Changes nothing. The manifest of each large file is compared with the listing of the container's segments; a segment in
-- another container is read from, a byte of it, through the large file: the service refuses to read what it has no segment
-- for. That takes a request for each large file and for each empty one, and hardly any bytes.
--
-- A dynamic large object is whatever its segments are: that one is missing shows only in the name that archive-lua and
-- the swift client give these, NAME/TIME/SIZE/SEGMENT SIZE/NUMBER, or where all are.
--
-- Segments are orphaned when no file of this container is made of them. Before you delete them, make sure that no file of
-- another container is either.

local container = archive:find_container(args.container)
local store = container.name .. "_segments"
local findings = {}
local function found(what, name, bytes, detail)
  findings[#findings + 1] = {what = what, name = name, bytes = bytes, detail = detail}
end

-- Who may not read the segments, or has no network, knows nothing of the file.
local UNCLEAR = {forbidden = true, unauthorized = true, network = true}
local function failed(name, bytes, e, at)
  found(UNCLEAR[e.code] and "unclear" or "broken", name, bytes, (at or "") .. tostring(e):match("[^\n]*"))
end

-- What lies in the container of segments, by name; nil where it is not shown to this user.
local known, names = {}, {}
local listed, e = pcall(function()
  for file in container.project:get_container(store):files() do
    known[file.name] = {bytes = file.bytes, hash = file.hash, file = file}
    names[#names + 1] = file.name
  end
end)
if not listed and e.code ~= "not_found" then
  if e.code ~= "forbidden" then error(e) end
  known = nil
  print("the list of segments is not shown to you: every segment is read from, and orphans are not looked for")
end

-- How many bytes of a segment count.
local function length_of(part)
  if not part.range then return part.bytes end
  local first, last = part.range:match("^(%d*)%-(%d*)$")
  first, last = math.tointeger(tonumber(first)), math.tointeger(tonumber(last))
  if not first then return math.min(last, part.bytes) end
  return math.min(last or part.bytes, part.bytes - 1) - first + 1
end

-- Notes that a segment is needed, and those that it is made of itself; returns why it is not what the manifest says.
local function needed(part)
  local there = known[part.name]
  if not there then return "is missing" end
  there.is_used = true
  if part.large_object then
    for _, inner in ipairs(there.file:segments()) do
      local why = inner.container == store and needed(inner)
      if why then return "is made of " .. inner.name .. ", which " .. why end
    end
  elseif there.bytes ~= part.bytes or there.hash ~= part.hash then
    return "was changed"
  end
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
    local file = listed_file
    -- In a listing a dynamic large object is empty: it has to be asked for itself.
    if file.bytes == 0 and file.name:sub(-1) ~= "/" then file = container:get(file.name) end
    if not file.large_object then return end
    looked_at = looked_at + 1
    check(file)
  end)
  if not ok and problem.code ~= "not_found" then
    unread = unread + 1
    failed(listed_file.name, listed_file.bytes, problem)
  end
end

-- The segments of one upload have all but the last part of their names in common, and come in a row.
local group, orphaned_bytes = nil, 0
for _, name in ipairs(known and names or {}) do
  local stem = name:match("^(.+)/[^/]+$") or name
  if not known[name].is_used then
    if not group or group.name ~= stem then
      -- A manifest that could not be read may need them.
      found(unread == 0 and "orphaned" or "unclear", stem, 0, "")
      group = findings[#findings]
      group.count = 0
    end
    group.count, group.bytes = group.count + 1, group.bytes + known[name].bytes
    group.detail = group.count .. (group.count == 1 and " segment" or " segments")
    orphaned_bytes = orphaned_bytes + known[name].bytes
  end
end

local counts = {broken = 0, orphaned = 0, unclear = 0}
for _, finding in ipairs(findings) do counts[finding.what] = counts[finding.what] + 1 end
if #findings > 0 then print_table(findings, {columns = {"what", "name", "bytes", "detail"}}) end
if args.report then
  local csv <close> = assert(io.open(args.report, "w"))
  assert(csv:write(to_csv(findings, {columns = {"what", "name", "bytes", "detail"}})))
end
print(string.format("%d large files looked at: %d broken; %d uploads left segments behind, %.1f MB; %d unclear", looked_at,
  counts.broken, counts.orphaned, scale_bytes(orphaned_bytes, "MB"), counts.unclear))
return {findings = findings, looked_at = looked_at, broken = counts.broken, orphaned = counts.orphaned,
  orphaned_bytes = orphaned_bytes, unclear = counts.unclear}
