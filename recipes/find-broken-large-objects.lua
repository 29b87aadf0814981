#!/usr/bin/env archive-lua
-- /// recipe
-- name = "find-broken-large-objects"
-- version = "1.0.0"
-- summary = "Find large files that have lost segments, and segments that no file seems to need"
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
-- [arguments.larger_than]
-- type = "bytes"
-- default = "64 MB"
-- help = "try to read from files with more bytes than this: smaller ones are hardly ever in segments"
-- [arguments.probe_every]
-- type = "bytes"
-- default = "64 MB"
-- help = "read a little at each so many bytes of a file, beside its beginning and its end"
-- [arguments.report]
-- type = "path"
-- help = "also write what was found to this CSV file"
-- ///

-- Changes nothing. Two ways of looking, since scripts are not shown the list of segments that a large file has:
--
-- * Reading a little at many places of each large file, where its segments are likely to begin: the service refuses to
--   read what it has no segment for. A segment that lies between two places is not noticed: probe_every should be no more
--   than the size of the segments. This costs a request for each place, and hardly any bytes.
-- * The names of segments, NAME/slo/TIME/SIZE/SEGMENT SIZE/NUMBER (of dynamic large objects without 'slo'), as
--   archive-lua and the swift client write them. They say of which file a segment was made, and how large that was.
--
-- What is found by names is a suspicion: before segments are deleted, make sure that nobody else made a file of them.
-- Not found: a dynamic large object that has lost all segments, which looks like an empty file.

local container = archive:find_container(args.container)
local project = container.project
local findings = {}
local function found(what, name, bytes, detail)
  findings[#findings + 1] = {what = what, name = name, bytes = bytes, detail = detail}
end

-- The segments of each upload together: what their names have in common up to the last slash.
local groups, by_size, by_name = {}, {}, {}
local has_segments, segments = pcall(project.get_container, project, container.name .. "_segments")
if not has_segments and segments.code ~= "not_found" then error(segments) end
if has_segments then
  local group
  -- A listing is in the order of names: those of one upload come in a row.
  for file in segments:files() do
    local stem = file.name:match("^(.+)/[^/]+$") or file.name
    if not group or group.stem ~= stem then
      group = {stem = stem, bytes = 0, count = 0, starts = {}}
      local before, size = stem:match("^(.+)/[%d.]+/(%d+)/%d+$")
      if before then
        group.size = math.tointeger(tonumber(size))
        group.is_static = before:sub(-4) == "/slo"
        group.name = group.is_static and before:sub(1, -5) or before
        by_name[group.name] = by_name[group.name] or {}
        table.insert(by_name[group.name], group)
        by_size[group.size] = by_size[group.size] or {}
        table.insert(by_size[group.size], group)
      end
      groups[#groups + 1] = group
    end
    group.starts[#group.starts + 1] = group.bytes
    group.bytes, group.count = group.bytes + file.bytes, group.count + 1
  end
end

-- Reads a byte at each place; returns the place and the error where that fails.
local function probe(handle, size, own)
  local places = {size - 1}
  for place = 0, size - 1, math.max(args.probe_every, 1024 * 1024) do places[#places + 1] = place end
  for _, group in ipairs(own) do
    for _, start in ipairs(group.starts) do
      if start < size then places[#places + 1] = start end
    end
  end
  table.sort(places)
  for _, place in ipairs(places) do
    local ok, e = pcall(function()
      handle:seek("set", place)
      handle:read(1)
    end)
    if not ok then return place, e end
  end
end

local function explained(e)
  return tostring(e):match("[^\n]*")
end

local looked_at = 0
for file in container:files() do
  local own, size = by_name[file.name] or {}, file.bytes
  -- In a listing a dynamic large object is empty: it has to be asked for itself.
  local is_dynamic = size == 0 and #own > 0
  if is_dynamic or size > args.larger_than then
    looked_at = looked_at + 1
    local ok, handle = pcall(file.open, file)
    local place, e = "", not ok and handle or nil
    if ok then
      if is_dynamic then size = handle:seek("end") end
      if size > 0 then place, e = probe(handle, size, own) end
      handle:close()
    end
    -- Who may not read the segments, or has no network, knows nothing of the file.
    if e and (e.code == "forbidden" or e.code == "unauthorized" or e.code == "network") then
      found("unclear", file.name, size, explained(e))
    elseif e then
      found("broken", file.name, size, (ok and "cannot be read at byte " .. place .. ": " or "") .. explained(e))
      for _, group in ipairs(own) do group.is_told = true end
    end
  end
  -- A file of just that size, be it a copy under another name, may be made of these segments.
  for _, group in ipairs(by_size[size] or {}) do group.is_used = true end
  for _, group in ipairs(own) do
    group.has_file = true
    local lost = group.size - group.bytes
    if lost > 0 and not group.is_told and (size == group.size or is_dynamic and size == group.bytes and size > 0) then
      group.is_used, group.is_told = true, true
      found("broken", file.name, size, lost .. " bytes of its segments are missing below " .. group.stem)
    end
  end
end

local orphaned_bytes = 0
for _, group in ipairs(groups) do
  if not group.size then
    found("unclear", group.stem, group.bytes, group.count .. " segments whose names do not say what they belong to")
  elseif not group.is_used then
    orphaned_bytes = orphaned_bytes + group.bytes
    found("orphaned", group.stem, group.bytes, group.count .. " segments; '" .. group.name
      .. (group.has_file and "' was replaced since, or never completed" or "' is no file any more"))
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
