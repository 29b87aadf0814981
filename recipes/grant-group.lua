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

-- The whole file is checked before anything changes: half a group is worse than none.
local function read_list(path)
  local wanted, mistakes, number = {read = {}, write = {}}, {}, 0
  local file <close> = assert(io.open(path, "r"))
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
local changes, kept = {}, {}
for _, target in ipairs(targets) do
  local access = target:access_control()
  for _, mode in ipairs{"read", "write"} do
    local has = {}
    for _, name in ipairs(access[mode]) do has[name] = true end
    for _, user in ipairs(sorted_names(wanted[mode])) do
      if not has[user] then
        changes[#changes + 1] = {action = "grant", user = user, mode = mode, container = target.name, target = target}
      end
    end
    for _, user in ipairs(sorted_names(has)) do
      if not wanted[mode][user] then
        local is_user = known_users[user] or not (user == "PUBLIC" or user:find(":", 1, true) or user:sub(1, 1) == ".")
        local what = is_user and args.revoke_others and changes or kept
        what[#what + 1] = {action = "revoke", user = user, mode = mode, container = target.name, target = target}
      end
    end
  end
end

local failed = 0
for _, change in ipairs(changes) do
  local target = change.target
  change.target = nil
  change.state = "would be done"
  if not args.dry_run then
    local act = change.action == "grant" and target.grant_access or target.revoke_access
    local ok, e = pcall(act, target, change.user, change.mode)
    change.state = ok and "done" or "FAILED: " .. tostring(e):match("[^\n]*")
    if not ok then failed = failed + 1 end
  elseif change.action == "grant" and next(known_users) and not known_users[change.user] then
    -- Most often a slip of the pen; but the project does not know everybody that the archive knows.
    change.state = "would be tried: the project knows no such user"
  end
end
for _, entry in ipairs(kept) do
  entry.action, entry.target = "kept", nil
end

if #changes > 0 then print_table(changes, {columns = {"action", "user", "mode", "container", "state"}}) end
if #kept > 0 then
  print("not in the file, and left as they are:")
  print_table(kept, {columns = {"user", "mode", "container"}})
end
if failed > 0 then error(failed .. " of " .. #changes .. " changes failed: see above; the others are made", 0) end
print(#changes .. (args.dry_run and " changes would be made" or " changes made"))
return {changes = changes, kept = kept, dry_run = args.dry_run}
