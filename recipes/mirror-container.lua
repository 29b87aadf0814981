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
-- help = "a local directory that the files pass through; they stay there"
-- ///

-- Only what differs is brought: what has the same size and checksum on both sides stays as it is. So a run that was cut
-- off is simply begun again. Large objects whose checksums cannot be compared are brought again each time.

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
-- In this archive it could be the container itself.
if not args.to and name == args.container and project == source.project then
  error("a container cannot be its own mirror: name another --project or --target", 0)
end

local result = {brought = 0, bytes = 0, same = 0, extra = 0, deleted = 0, failed = {}}

local function try(file_name, work)
  local ok, problem = pcall(work)
  if not ok then table.insert(result.failed, {name = file_name, why = problem.message or tostring(problem)}) end
  return ok
end

local function bring(file)
  local done = try(file.name, function()
    local path = source:download(file.name, args.work, {overwrite = true})
    mirror:upload(path, file.dirname, {overwrite = true})
  end)
  if done then result.brought, result.bytes = result.brought + 1, result.bytes + file.bytes end
end

local function remove(file)
  if try(file.name, function() mirror:delete(file.name) end) then result.deleted = result.deleted + 1 end
end

-- Both listings come sorted by the bytes of the names, so that each is walked once, whatever its length.
local next_here, next_there = source:files(), mirror:files()
local here, there = next_here(), next_there()
local due = {}

local function flush()
  parallel(due, function(job) job.work(job.file) end, {limit = 8})
  due = {}
end

-- A mark of a directory, which the files in it stand for; what has content is a file, whatever its name.
local function is_mark(file)
  return file and file.bytes == 0 and file.name:sub(-1) == "/"
end

while here or there do
  if is_mark(here) then
    here = next_here()
  elseif is_mark(there) then
    there = next_there()
  elseif there and (not here or there.name < here.name) then
    result.extra = result.extra + 1
    if args.delete then table.insert(due, {work = remove, file = there}) end
    there = next_there()
  elseif there and there.name == here.name then
    if there.bytes == here.bytes and there.hash == here.hash then
      result.same = result.same + 1
    else
      table.insert(due, {work = bring, file = here})
    end
    here, there = next_here(), next_there()
  else
    table.insert(due, {work = bring, file = here})
    here = next_here()
  end
  if #due == 100 then flush() end
end
flush()

print(string.format("%d files brought (%.1f MB), %d the same, %d only in the mirror, %d of them deleted",
  result.brought, scale_bytes(result.bytes, "MB") + 0.0, result.same, result.extra, result.deleted))
if #result.failed > 0 then
  print_table(result.failed)
  error(#result.failed .. " of the files failed; begin again for those", 0)
end
return result
