#!/usr/bin/env archive-lua
-- /// recipe
-- name = "rename-by-pattern"
-- version = "1.0.0"
-- summary = "Rename the files of a container that match a pattern, after a check that no two collide"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "write", "delete"]
-- containers = ["*/{container}"]
-- reads = ["{journal}"]
-- writes = ["{journal}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container whose files are renamed"
-- [arguments.from]
-- type = "string"
-- required = true
-- help = "whole names: * is anything within a directory, ** anything, ? one character, as in sub*/eeg.TXT"
-- [arguments.to]
-- type = "string"
-- required = true
-- help = "the new names; each * ** or ? is what the next one of the old name stood for, as in sub-*/eeg.txt"
-- [arguments.lua_pattern]
-- type = "boolean"
-- help = "from and to are those of string.gsub: a pattern for any part of the name, and %1 in what replaces it"
-- [arguments.directory]
-- type = "directory"
-- help = "only files below this directory; names are whole names all the same"
-- [arguments.journal]
-- type = "path"
-- default = "rename-journal.jsonl"
-- help = "the local file that remembers the plan, for going on after an interruption"
-- [arguments.dry_run]
-- type = "boolean"
-- help = "only print the plan"
-- ///

-- May be interrupted: the plan is written to the journal before the first file is renamed, and the same call then goes on
-- with that plan. A new one could take what has its new name already for an old one: 1.txt -> 01.txt -> 001.txt.

-- A wildcard as a pattern of Lua, and the replacement that belongs to it.
local function from_wildcard(from, to)
  local kinds = {["\0"] = "(.*)", ["*"] = "([^/]*)", ["?"] = "([^/\x80-\xBF][\x80-\xBF]*)"}  -- no name has \0, for **
  local pattern, count = from:gsub("[^%w%s\x80-\xFF*?]", "%%%0"):gsub("%*%*", "\0"):gsub("[\0*?]", kinds)
  local used = 0
  local replacement = to:gsub("%%", "%%%%"):gsub("%*%*", "\0"):gsub("[\0*?]", function()
    used = used + 1
    return "%" .. used
  end)
  if used > count or count > 9 then error("'" .. to .. "' has more wildcards than '" .. from .. "' (or than 9)", 0) end
  return "^" .. pattern .. "$", replacement
end

local container = archive:find_container(args.container)
local header = {rename = container.project.name .. "/" .. container.name, from = args.from, to = args.to,
  lua_pattern = args.lua_pattern, directory = args.directory or ""}

-- A name may hold line breaks and the like: in what is printed it takes one line.
local function plain(text) return (text:gsub("%c", function(sign) return string.format("\\%d", sign:byte()) end)) end

local function new_plan()
  local pattern, replacement = args.from, args.to
  if not args.lua_pattern then pattern, replacement = from_wildcard(args.from, args.to) end
  local plan, sources, problems, looked_at, matching = from_json("[]"), {}, {}, 0, 0  -- [] in JSON, where it is empty
  local function refuse(old, new, why) table.insert(problems, plain("'" .. old .. "' would become '" .. new .. "': " .. why)) end
  for file in container:files{dir_path = args.directory} do
    local ok, name, count = pcall(string.gsub, file.name, pattern, replacement)
    if not ok then error("--from and --to are no patterns of string.gsub: " .. name, 0) end
    looked_at, matching = looked_at + 1, matching + (count > 0 and 1 or 0)
    -- Markers of directories are no files: what lies below them keeps its name too. What has content is a file.
    local is_marker = file.bytes == 0 and (file.name:sub(-1) == "/" or file.content_type == "application/directory")
    if count > 0 and name ~= file.name and not is_marker then
      if #name > 1024 or not utf8.len(name) or ("/" .. name .. "/"):find("/%.?%.?/") then refuse(file.name, name, "is no path") end
      if sources[name] then refuse(file.name, name, "'" .. sources[name] .. "' would too") end
      sources[name] = file.name
      plan[#plan + 1] = {from = file.name, to = name}
    end
  end
  if looked_at == 0 and (args.directory or ""):find("[^/]") then
    error("there is no directory '" .. args.directory .. "' in '" .. container.name .. "'", 0)
  end
  if matching == 0 then error("no file of '" .. container.name .. "' matches '" .. args.from .. "'", 0) end
  -- Also a name that is free once its own file is renamed counts as taken: no order of renaming can then lose a file.
  for file in container:files() do
    if sources[file.name] then refuse(sources[file.name], file.name, "is there already") end
  end
  if #problems > 0 then error("nothing was renamed:\n" .. table.concat(problems, "\n", 1, math.min(#problems, 20)), 0) end
  return plan
end

-- The plan of a run that was cut off; nil where there is none.
local function unfinished_plan()
  local file <close> = io.open(args.journal, "r")
  local first, plan
  for line in (file and file:read("a") or ""):gmatch("[^\n]+") do
    local ok, entry = pcall(from_json, line)
    ok = ok and type(entry) == "table"
    if not first then
      if not (ok and entry.rename) then error("'" .. args.journal .. "' is no journal: it is left as it is", 0) end
      first, plan = entry, {}
    elseif ok and entry.done then
      return nil
    elseif ok then
      plan[#plan + 1] = entry
    end
  end
  -- A plan that was not written to its end: nothing was renamed yet.
  if not first or first.count ~= #plan then return nil end
  for key, value in pairs(header) do
    if first[key] ~= value then
      error("'" .. args.journal .. "' has the unfinished renaming of '" .. first.from .. "' to '" .. first.to .. "' in "
        .. first.rename .. ": finish that with the same arguments, or delete the journal", 0)
    end
  end
  return plan
end

local old_plan = not args.dry_run and unfinished_plan() or nil
local goes_on, plan = old_plan ~= nil, old_plan or new_plan()
if #plan > 0 then print_table(table.move(plan, 1, math.min(#plan, 50), 1, {}), {columns = {"from", "to"}}) end
if #plan > 50 then print("... and " .. #plan - 50 .. " more") end
if #plan == 0 or args.dry_run then
  print(#plan > 0 and #plan .. " files would be renamed" or "all files that match have their new names already")
  return {plan = plan, renamed = 0, went_on = false}
end
local function write_journal(mode, first, entries)
  if planning then return end
  local file <close> = assert(io.open(args.journal, mode))
  assert(file:write(to_json(first), "\n"))
  for _, entry in ipairs(entries) do assert(file:write(to_json(entry), "\n")) end
  assert(file:flush())
end
header.count = #plan
if not goes_on then write_journal("w", header, plan) end

-- A name within the container's root is the whole name: that keeps what else is odd in it.
local function rename(entry)
  local overwrite = false
  if goes_on and container:exists(entry.to) then
    if not container:exists(entry.from) then return end
    -- Cut off between the copy and the deletion: the copy is made once more, since it may not have been compared.
    local old, new = container:get(entry.from), container:get(entry.to)
    overwrite = old.hash == new.hash and old.bytes == new.bytes
  end
  container:move(entry.from, "", entry.to, overwrite)
end
local failed = {}
parallel(plan, function(entry)
  local ok, e = pcall(rename, entry)
  if not ok then failed[#failed + 1] = "'" .. plain(entry.from) .. "': " .. plain(e.message or tostring(e)) end
end)
if #failed > 0 then
  print(table.concat(failed, "\n"))
  error(#failed .. " of " .. #plan .. " files were not renamed: see above; the same call tries again", 0)
end
write_journal("a", {done = true}, {})
print(#plan .. (planning and " files would be renamed" or " files renamed"))
return {plan = plan, renamed = #plan, went_on = goes_on}
