#!/usr/bin/env archive-lua
-- /// recipe
-- name = "mirror-container"
-- version = "1.0.0"
-- summary = "Make a container of another project or another cloud the same as one of this archive"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "write", "delete"]
-- containers = ["*/{container}", "*/{target}"]
-- reads = ["{work}"]
-- writes = ["{work}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container that is mirrored"
-- [arguments.to]
-- type = "archive"
-- help = "the archive that the mirror is in; without it, this one"
-- [arguments.project]
-- required = true
-- help = "the project that the mirror is in"
-- [arguments.target]
-- type = "container"
-- help = "the mirror's name, if it is another; it is made where there is none"
-- [arguments.delete]
-- type = "boolean"
-- help = "delete from the mirror what the container does not have"
-- [arguments.work]
-- type = "path"
-- default = "mirror-work"
-- help = "a local directory that the files pass through; what has arrived is made empty there"
-- ///

-- Only what differs is brought: what has the same size and checksum on both sides stays as it is. So a run that was cut
-- off is simply begun again, and takes away what that left in the mirror. Large objects whose checksums cannot be compared
-- are brought again each time.
--
-- With --plan nothing is downloaded, and so nothing can be planned of what would be brought or deleted: it is only printed.

local source = archive:find_container(args.container)
local name = args.target or args.container
local project = (args.to or archive).projects[args.project]
if not project then error("there is no project '" .. args.project .. "' there", 0) end

local function open_mirror()
  local ok, found = pcall(project.get_container, project, name)
  if ok then return found end
  if found.code ~= "not_found" then error(found) end
  return project:create_container(name)
end

local mirror = open_mirror()
if not args.to and name == args.container and project == source.project then
  error("a container cannot be its own mirror: name another --project or --target", 0)
end

local result = {brought = 0, bytes = 0, same = 0, extra = 0, deleted = 0, failed = from_json("[]")}  -- [] where it is empty

local function try(file_name, work)
  local ok, problem = pcall(work)
  if not ok then table.insert(result.failed, {name = file_name, why = problem.message or tostring(problem)}) end
end

-- Names such as '../x', '/x' and 'a//x' cannot be local paths, and 'a' not beside 'a/b': these pass through a directory
-- whose name spells out theirs.
local function fetch(file)
  local ok, path = pcall(source.download, source, file.name, args.work .. "/tree", {overwrite = true})
  if ok then return path end
  if path.code ~= "unsafe_path" and path.code ~= "local_file" then error(path) end
  local place = "%" .. file.name:sub(1, -#file.basename - 1):gsub("[%%/.]", {["%"] = "%25", ["/"] = "%2F", ["."] = "%2E"})
  return source:download(file.name, args.work .. "/names/" .. place, {with_tree = false, overwrite = true}), place
end

-- An upload would fold their slashes: in the mirror, too, they wait in such a directory, to get their names as a whole.
local STAGE = ".mirror-container/"
local function is_staged(file_name) return file_name:find(STAGE .. "%", 1, true) == 1 end

local function carry(file)
  local path, place = fetch(file)
  local arrived = mirror:upload(path, place and STAGE .. place or file.dirname, {overwrite = true})[1]
  if place then mirror:move(arrived, "", file.name, {overwrite = true}) end
  -- No recipe can delete a local file: this gives back its room.
  assert(io.open(path, "w")):close()
end

-- A name may hold line breaks and the like: in what is printed it takes one line.
local function plain(text) return (text:gsub("%c", function(sign) return string.format("\\%d", sign:byte()) end)) end
local function bring(pair)
  try(pair.here.name, function()
    -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size and checksum are told.
    local file = pair.here.bytes > 0 and pair.here or source:get(pair.here.name)
    local there = pair.there and (pair.there.bytes > 0 and pair.there or mirror:get(pair.there.name))
    if there and there.bytes == file.bytes and there.hash == file.hash then
      result.same = result.same + 1
      return
    end
    if planning then print("would bring " .. plain(file.name) .. ", " .. file.bytes .. " bytes") else carry(file) end
    result.brought, result.bytes = result.brought + 1, result.bytes + file.bytes
  end)
end

local function remove(file_name)
  try(file_name, function()
    if planning then print("would delete " .. plain(file_name)) elseif mirror:exists(file_name) then mirror:delete(file_name) end
    if not is_staged(file_name) then result.deleted = result.deleted + 1 end
  end)
end

-- The files, without marks of directories, which the files in them stand for; what has content is a file.
local function files_of(container)
  local next_file = container:files()
  return function()
    local file
    repeat file = next_file() until not file or file.bytes > 0 or file.name:sub(-1) ~= "/"
    return file
  end
end

-- Both listings come sorted by the bytes of the names, so that each is walked once, whatever its length.
local next_here, next_there = files_of(source), files_of(mirror)
local here, there = next_here(), next_there()
local due, extra, impossible = {}, {}, {}
local function flush()
  parallel(due, bring, {limit = 8})
  due = {}
end

while here or there do
  if there and (not here or there.name < here.name) then
    if not is_staged(there.name) then result.extra = result.extra + 1 end
    if args.delete or is_staged(there.name) then extra[#extra + 1] = there.name end
    there = next_there()
  else
    local pair = {here = here, there = there and there.name == here.name and there or nil}
    if pair.there and there.bytes == here.bytes and there.hash == here.hash and here.bytes > 0 then
      result.same = result.same + 1
    elseif here.name:sub(-1) == "/" then
      impossible[#impossible + 1] = {name = here.name, why = "no local file can have this name: rename it"}
    else
      due[#due + 1] = pair
    end
    here = next_here()
    if pair.there then there = next_there() end
  end
  if #due == 100 then flush() end
end
flush()
-- Only once all the rest is there: what is gone may have been renamed. What can never be brought does not keep it for ever.
if #result.failed == 0 then parallel(extra, remove, {limit = 8}) end
table.move(impossible, 1, #impossible, #result.failed + 1, result.failed)

local would = planning and "would be " or ""
print(string.format("%d files %sbrought (%.1f MB), %d the same, %d only in the mirror, %d of them %sdeleted", result.brought,
  would, scale_bytes(result.bytes, "MB") + 0.0, result.same, result.extra, result.deleted, would))
if #result.failed > 0 then
  print_table(result.failed)
  error(#result.failed .. " of the files failed; begin again for those", 0)
end
return result
