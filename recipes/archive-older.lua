#!/usr/bin/env archive-lua
-- /// recipe
-- name = "archive-older"
-- version = "1.0.0"
-- summary = "Move the files that are older than a date into a directory of their own, keeping the tree"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "write", "delete"]
-- containers = ["*/{container}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to tidy"
-- [arguments.older_than]
-- type = "date"
-- required = true
-- help = "files that were last modified before this are moved"
-- [arguments.directory]
-- type = "directory"
-- help = "only files below this directory"
-- [arguments.to]
-- type = "directory"
-- default = "archived"
-- help = "the directory they are moved into; old/x.txt becomes archived/old/x.txt"
-- [arguments.dry_run]
-- type = "boolean"
-- help = "only say what would be moved"
-- ///

-- Nothing is overwritten: a file whose place is taken by another stays where it is, and is named at the end. Each file is
-- moved by a copy that is verified before the old one goes, so that a run that was cut off is simply begun again: where
-- it had made the copy already, only the old file goes.

local container = archive:find_container(args.container)
local to = args.to:gsub("/+$", "")
if ("/" .. to .. "/"):find("/%.?%.?/") then error("--to must name a directory of the container", 0) end
local target = to .. "/"
local directory = (args.directory or ""):gsub("^/+", ""):gsub("/+$", "")
if directory == "" then directory = nil end
if directory and (directory .. "/"):sub(1, #target) == target then
  error("'" .. directory .. "' lies in '" .. to .. "', from where nothing is moved", 0)
end

-- A misspelt directory would pass for an empty one; one of which all was moved by a run before is no mistake.
if directory and not container:files{dir_path = directory}() and not container:files{dir_path = target .. directory}() then
  error("there is no directory '" .. directory .. "' in '" .. container.name .. "'", 0)
end

-- An empty list is [] in JSON, too.
local result = {moved = 0, bytes = 0, left = from_json("[]")}

local function keep(name, why)
  table.insert(result.left, {name = name, why = why})
end

-- Whether the same bytes are in its place already. Both are asked for anew: a listing may lag behind.
local function is_copied(file)
  local ok, old = pcall(container.get, container, file.name)
  local also, copy = pcall(container.get, container, target .. file.name)
  return ok and also and old.bytes == copy.bytes and old.hash == copy.hash and #old.hash == 32
end

-- A name may hold line breaks and the like: in what is printed it takes one line.
local function plain(text) return (text:gsub("%c", function(sign) return string.format("\\%d", sign:byte()) end)) end

local function move(file)
  if args.dry_run then
    print(plain(file.name .. " -> " .. target .. file.name))
  else
    -- As a new name, and not as a directory, in which double slashes would be folded.
    local ok, problem = pcall(container.move, container, file.name, "", target .. file.name)
    if not ok and problem.code == "exists" and is_copied(file) then
      ok, problem = pcall(container.delete, container, file.name)
    end
    if not ok then return keep(file.name, problem.message or tostring(problem)) end
  end
  result.moved = result.moved + 1
  result.bytes = result.bytes + file.bytes
end

-- What was moved by this run, or by one before, is below the target: it is not moved once more, into itself.
-- Marks of directories stay: the directory is there for new files.
local function is_due(file)
  local name, is_mark = file.name, file.bytes == 0 and file.name:sub(-1) == "/"
  return name:sub(1, #target) ~= target and not is_mark
end

-- In pieces, so that a container of any size takes little memory.
local batch = {}
local function move_batch()
  parallel(batch, move, {limit = 8})
  batch = {}
end

for file in container:files{dir_path = directory, older_than = args.older_than} do
  if is_due(file) then batch[#batch + 1] = file end
  if #batch == 500 then move_batch() end
end
move_batch()

local verb = (args.dry_run or planning) and "would be moved" or "moved"
print(string.format("%d files, %.1f MB, %s into %s", result.moved, scale_bytes(result.bytes, "MB") + 0.0, verb, target))
if #result.left > 0 then
  print_table(result.left)
  error(#result.left .. " files stay where they are", 0)
end
return result
