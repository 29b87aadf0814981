#!/usr/bin/env archive-lua
-- /// recipe
-- name = "close-expired-publications"
-- version = "1.0.0"
-- summary = "Take back what publish-for-a-while made public, where its time is over"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "access"]
-- containers = ["*/*"]
-- reads = ["{register}"]
-- writes = ["{register}"]
-- [arguments.register]
-- type = "path"
-- default = "publications.jsonl"
-- help = "the local file in which publish-for-a-while noted the publications"
-- [arguments.container]
-- type = "string"
-- help = "close the publication of this container now, before its end, and look at no other"
-- ///

-- Meant to run once a day. Touches only containers that the register says are open, and in those only what was opened.
-- A container is noted as "closing" when its access was taken back, and as "closed" only once a later run has found it so:
-- neither an interruption nor a run with --plan makes a container pass for closed that is open. After that it is left
-- alone, and may be made public again by hand.

local file = io.open(args.register, "r")
if not file then error("there is no register '" .. args.register .. "'", 0) end
local text = file:read("a")
file:close()

local function is_event(event)
  if type(event) ~= "table" then return false end
  for _, name in ipairs{"event", "project", "container", "open_until"} do
    if type(event[name]) ~= "string" then return false end
  end
  return event.open_until:find("^%d%d%d%d%-%d%d%-%d%d") ~= nil
end

-- The last event of each container decides.
local last, order, unreadable = {}, {}, 0
for line in text:gmatch("[^\r\n]+") do
  local ok, event = pcall(from_json, line)
  if ok and is_event(event) then
    local key = event.project .. "/" .. event.container
    if not last[key] then order[#order + 1] = key end
    last[key] = event
  else
    -- A line that was cut off was written before anything was opened; one that somebody changed by hand may be of an open one.
    print("passed over, not readable: " .. line)
    if ok or not line:find("^{") or line:find("}%s*$") then unreadable = unreadable + 1 end
  end
end

local function note(event)
  if planning then return end
  local file <close> = assert(io.open(args.register, "a"))
  if text ~= "" and text:sub(-1) ~= "\n" then assert(file:write("\n")) end
  text = "\n"
  assert(file:write(to_json(event) .. "\n"))
  assert(file:flush())
end

local now = os.date("!%Y-%m-%dT%H:%M:%SZ")
local projects = archive.projects

local function is_public(container)
  for _, name in ipairs(container:access_control().read) do
    if name == "PUBLIC" then return true end
  end
  return false
end

-- What was opened for a publication and is public still; and whether the container is there at all.
local function open_parts(event)
  local project = projects[event.project]
  if not project then error("you may not work in project '" .. event.project .. "'", 0) end
  local names, parts, is_there = {event.container}, {}, true
  if event.segments == true then names[2] = event.container .. "_segments" end
  for number, name in ipairs(names) do
    local ok, container = pcall(project.get_container, project, name)
    if ok then
      if is_public(container) then parts[#parts + 1] = container end
    elseif container.code ~= "not_found" then
      error(container)
    elseif number == 1 then
      is_there = false
    end
  end
  return parts, is_there
end

-- What was done, and noted.
local function close(event)
  local parts, is_there = open_parts(event)
  for _, container in ipairs(parts) do container:revoke_access("PUBLIC") end
  local state = #parts > 0 and (planning and "would be closed" or "closed") or is_there and "was closed" or "gone"
  note{event = #parts > 0 and "closing" or "closed", at = now, by = archive.username, project = event.project,
    container = event.container, segments = event.segments, open_until = event.open_until, state = state}
  return state
end

-- Empty lists are [] in JSON, too.
local result = {closed = from_json("[]"), still_open = from_json("[]"), failed = from_json("[]")}
local rows, known = {}, false
for _, key in ipairs(order) do
  local event = last[key]
  local is_asked = args.container == event.container
  if event.event ~= "closed" and (is_asked or not args.container) then
    known = true
    local row = {project = event.project, container = event.container, open_until = event.open_until}
    rows[#rows + 1] = row
    -- Times of one form and zone are in order as text is.
    if not is_asked and event.open_until > now then
      row.state = "open"
      table.insert(result.still_open, row)
    else
      local ok, outcome = pcall(close, event)
      if ok then
        row.state = outcome
        table.insert(result.closed, row)
      else
        row.state = "STILL OPEN: " .. tostring(outcome):match("[^\n]*")
        table.insert(result.failed, row)
      end
    end
  end
end

if #rows > 0 then print_table(rows, {columns = {"project", "container", "open_until", "state"}}) end
local closed = #result.closed .. " publications " .. (planning and "would be closed" or "closed")
print(closed .. ", " .. #result.still_open .. " still open")
if args.container and not known then error("the register has no open publication of '" .. args.container .. "'", 0) end
if #result.failed > 0 then error(#result.failed .. " containers could not be closed: see above", 0) end
if unreadable > 0 then error(unreadable .. " lines of the register were passed over: mend or remove them", 0) end
return result
