#!/usr/bin/env archive-lua
-- /// recipe
-- name = "grant-group"
-- version = "1.0.0"
-- summary = "Give a group of users access to a container, as a CSV file lists them"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "access"]
-- containers = ["*/{container}", "*/project_info"]
-- reads = ["{users}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container; that of its segments, where there is one, gets the same access"
-- [arguments.users]
-- type = "path"
-- required = true
-- help = "a CSV file with a line user,mode for each right; the mode is read or write, who needs both has two lines"
-- [arguments.revoke_others]
-- type = "boolean"
-- help = "take access away from users that are not in the file"
-- [arguments.dry_run]
-- type = "boolean"
-- help = "only print what would change"
-- ///

-- The container project_info, where a project has one, is only read: it knows the users by name.
--
-- May be interrupted and repeated: what is there already is left as it is. Never touched are PUBLIC and entries of the
-- access lists that are not users of this project, as whole projects and web sites: they were given for other reasons.
--
-- Half a group is worse than none: the whole file is checked before anything changes, and where somebody cannot be given
-- access, all that was given before is taken back.

local function read_list(path)
  local wanted, mistakes, number = {read = {}, write = {}}, {}, 0
  local file <close> = io.open(path, "r")
  if not file then error("there is no file '" .. path .. "' that can be read", 0) end
  -- Spreadsheets begin a file with a mark of its encoding, and end lines in their own way.
  local text = file:read("a"):gsub("^\xEF\xBB\xBF", ""):gsub("\r\n?", "\n")
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    number = number + 1
    line = line:match("^%s*(.-)%s*$")
    local user, mode = line:match('^"?([^",;]-)"?%s*[,;]%s*"?(%a*)"?$')
    user = user and user:match("^%s*(.-)%s*$")
    local is_heading = number == 1 and user and user:lower() == "user"
    if line ~= "" and line:sub(1, 1) ~= "#" and not is_heading then
      mode = mode and mode:lower()
      if not user or user == "" or not wanted[mode] then
        mistakes[#mistakes + 1] = "line " .. number .. ": '" .. line .. "' is not user,read or user,write"
      elseif user == "PUBLIC" then
        mistakes[#mistakes + 1] = "line " .. number .. ": PUBLIC is no user; publish-for-a-while makes a container public"
      else
        wanted[mode][user] = true
      end
    end
  end
  if #mistakes > 0 then error(path .. ": " .. table.concat(mistakes, "\n"), 0) end
  if not next(wanted.read) and not next(wanted.write) then error(path .. " lists nobody", 0) end
  return wanted
end

local function sorted_names(set)
  local names = {}
  for name in pairs(set) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local wanted = read_list(args.users)
local container = archive:find_container(args.container)
local project = container.project
local known_users = project.users

local targets = {container}
local has_segments, segments = pcall(project.get_container, project, container.name .. "_segments")
if has_segments then
  targets[2] = segments
elseif segments.code ~= "not_found" then
  error(segments)
end

-- What has to change, first: it is printed whole, also where something fails later.
local grants, revocations, kept = {}, {}, from_json("[]")  -- [] in JSON, where it is empty
for _, target in ipairs(targets) do
  local access = target:access_control()
  for _, mode in ipairs{"read", "write"} do
    local has = {}
    for _, name in ipairs(access[mode]) do has[name] = true end
    for _, user in ipairs(sorted_names(wanted[mode])) do
      if not has[user] then
        -- Whom the project does not know first: most often that is a slip of the pen, and nothing has to be taken back.
        local place = known_users[user] and #grants + 1 or 1
        table.insert(grants, place, {action = "grant", user = user, mode = mode, container = target.name, target = target})
      end
    end
    for _, user in ipairs(sorted_names(has)) do
      if not wanted[mode][user] then
        local is_user = known_users[user] or not (user == "PUBLIC" or user:find(":", 1, true) or user:sub(1, 1) == ".")
        local what = is_user and args.revoke_others and revocations or kept
        what[#what + 1] = {action = "revoke", user = user, mode = mode, container = target.name, target = target}
      end
    end
  end
end

-- Makes one change; whether that worked.
local function make(change)
  local act = change.action == "grant" and change.target.grant_access or change.target.revoke_access
  local ok, outcome = pcall(act, change.target, change.user, change.mode)
  change.state = ok and (planning and "would be done" or "done") or "FAILED: " .. tostring(outcome):match("[^\n]*")
  change.is_new = ok and outcome
  return ok
end

local still_granted = 0
local function take_back(given)
  for _, change in ipairs(given) do
    if change.is_new then
      local ok, e = pcall(change.target.revoke_access, change.target, change.user, change.mode)
      change.state = ok and "taken back" or "STILL GRANTED: " .. tostring(e):match("[^\n]*")
      if not ok then still_granted = still_granted + 1 end
    end
  end
end

local failed, given, changes = 0, {}, from_json("[]")
for _, list in ipairs{grants, revocations} do
  for _, change in ipairs(list) do
    changes[#changes + 1] = change
    change.state = args.dry_run and "would be done" or "not tried"
    if args.dry_run and change.action == "grant" and next(known_users) and not known_users[change.user] then
      change.state, failed = "the project knows no such user", failed + 1
    elseif not args.dry_run and (failed == 0 or change.action == "revoke" and #given == #grants) then
      if not make(change) then failed = failed + 1 elseif change.action == "grant" then given[#given + 1] = change end
    end
  end
end
if not args.dry_run and #given < #grants then take_back(given) end
for _, list in ipairs{changes, kept} do
  for _, change in ipairs(list) do change.target, change.is_new = nil, nil end
end
for _, entry in ipairs(kept) do entry.action = "kept" end

if #changes > 0 then print_table(changes, {columns = {"action", "user", "mode", "container", "state"}}) end
if #kept > 0 then
  print("not in the file, and left as they are:")
  print_table(kept, {columns = {"user", "mode", "container"}})
end
if failed > 0 and args.dry_run then error(failed .. " of " .. #changes .. " changes would most likely fail: see above", 0) end
if still_granted > 0 then error(still_granted .. " grants could not be taken back: see above", 0) end
if failed > 0 and #given < #grants then error("nobody was given access: see above", 0) end
if failed > 0 then error(failed .. " of " .. #changes .. " changes failed: see above; the others are made", 0) end
print(#changes .. ((args.dry_run or planning) and " changes would be made" or " changes made"))
return {changes = changes, kept = kept, dry_run = args.dry_run}
