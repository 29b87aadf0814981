#!/usr/bin/env archive-lua
-- /// recipe
-- name = "publish-for-a-while"
-- version = "1.0.0"
-- summary = "Make a container public until a date, and note that date for close-expired-publications"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "access"]
-- containers = ["*/{container}"]
-- reads = ["{register}"]
-- writes = ["{register}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container that anyone may read for a while"
-- [arguments.open_until]
-- type = "date"
-- required = true
-- help = "when it ends, as 2027-01-31; of a container that is open already, the new end"
-- [arguments.reason]
-- type = "string"
-- help = "for whom or what, for those who read the register later"
-- [arguments.register]
-- type = "path"
-- default = "publications.jsonl"
-- help = "the local file in which publications are noted; keep one for all containers"
-- ///

-- The archive closes nothing by itself: let close-expired-publications run once a day, with the same register.
--
-- The register has a line of JSON for each event, and is only ever added to: it also tells later who opened what, and
-- when. It is written before anybody is let in, so that a run that was interrupted never leaves a container open that
-- nobody knows of; run again, the same call goes on.

-- The last event of this container, and whether the last line of the register was cut off.
local function last_event(project, container)
  local file <close> = io.open(args.register, "r")
  if not file then return nil, false end
  local found
  local text = file:read("a")
  for line in text:gmatch("[^\r\n]+") do
    -- Also a line that was cut off begins so.
    if not line:find("^{") then error("'" .. args.register .. "' is no register: it is left as it is", 0) end
    local ok, event = pcall(from_json, line)
    if ok and type(event) == "table" and event.project == project and event.container == container then found = event end
  end
  return found, text ~= "" and text:sub(-1) ~= "\n"
end

local function is_public(container)
  for _, name in ipairs(container:access_control().read) do
    if name == "PUBLIC" then return true end
  end
  return false
end

if args.open_until <= os.time() then error("open_until lies in the past", 0) end
local container = archive:find_container(args.container)
local project = container.project
local before, cut_off = last_event(project.name, container.name)
local is_ours = before ~= nil and before.event ~= "closed"
if is_public(container) and not is_ours then
  error("'" .. container.name .. "' is public already, and the register does not say for how long: closing it later could "
    .. "end what others rely on. Revoke PUBLIC first if it is meant to end", 0)
end

-- The bytes of large objects lie in a container beside it, which has an access list of its own. Where that was public
-- before, it stays so when the publication ends.
local has_segments, segments = pcall(project.get_container, project, container.name .. "_segments")
if not has_segments then
  if segments.code ~= "not_found" then error(segments) end
  segments = nil
end
local with_segments = segments ~= nil and (is_ours and before.segments == true or not is_public(segments))

local now = os.date("!%Y-%m-%dT%H:%M:%SZ")
local event = {
  event = "open", at = now, by = archive.username, project = project.name, container = container.name,
  segments = with_segments, open_until = os.date("!%Y-%m-%dT%H:%M:%SZ", args.open_until), reason = args.reason or "",
}
if not planning then
  local file <close> = assert(io.open(args.register, "a"))
  -- In one piece, on a line of its own.
  assert(file:write((cut_off and "\n" or "") .. to_json(event) .. "\n"))
  assert(file:flush())
end

if with_segments then segments:grant_access("PUBLIC") end
local changed = container:grant_access("PUBLIC")

print(string.format("'%s' %s public until %s%s", container.name, planning and "would be" or "is", event.open_until,
  changed and "" or " (it was open already: the end is a new one)"))
local url = container.public_url
if url then print(url) end
print((planning and "would be " or "") .. "noted in " .. args.register
  .. "; close-expired-publications ends it, if it is run with this file")
return {container = container.name, project = project.name, open_until = event.open_until, url = url, changed = changed,
  segments = with_segments}
