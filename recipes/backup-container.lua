#!/usr/bin/env archive-lua
-- /// recipe
-- name = "backup-container"
-- version = "1.0.0"
-- summary = "Back up a container to a local disk, and prove that every byte of it is there"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- reads = ["{directory}"]
-- writes = ["{directory}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to back up"
-- [arguments.directory]
-- type = "path"
-- required = true
-- help = "the local directory of the backup; made where there is none"
-- [arguments.exclude]
-- type = "string"
-- repeated = true
-- help = "leave out what this pattern matches, as in a .gitignore"
-- ///

-- May be interrupted and repeated: what is on disk already and has the right bytes stays, what is damaged or has changed
-- in the archive is fetched anew, and a download that was cut off goes on. Nothing local is ever deleted: what is gone
-- from the archive stays in the backup, and is counted as 'extra'.

local function human(bytes)
  for _, unit in ipairs{"TB", "GB", "MB", "kB"} do
    local value = scale_bytes(bytes, unit)
    if value >= 1 then return string.format("%.1f %s", value, unit) end
  end
  return bytes .. " bytes"
end

local container = archive:find_container(args.container)
-- The manifest lies in the backup, so that it goes wherever the backup goes.
local manifest_name = container.name .. ".md5"
local manifest = args.directory .. "/" .. manifest_name
if container:exists(manifest_name) then
  error("the container has a file '" .. manifest_name .. "', where the manifest of the backup belongs; rename it "
    .. "in the archive first", 0)
end

-- 1. Fetch what is missing or differs. One bad file does not keep the others from being saved.
local fetched = container:sync(args.directory, {exclude = args.exclude, raise = false})
local failed = {}
-- Empty lists are [] in JSON, too.
local extra, not_in_manifest = from_json("[]"), from_json("[]")
for _, e in ipairs(fetched.failed) do failed[#failed + 1] = {path = e.path, code = e.code, message = e.message} end
if #fetched == 0 and #failed == 0 then
  print("'" .. container.name .. "' has no files to back up")
  return {container = container.name, files = 0, bytes = 0, fetched = 0, extra = extra, not_in_manifest = not_in_manifest}
end

-- 2. Note the archive's checksums. What changes in the archive after this does not pass the next step. Of a large object the
-- archive has checksums of the parts only: it is compared by these, but has no line in the manifest.
local escapes = {["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r"}
local listed = {}
for file in container:files() do
  -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told. What cannot be
  -- asked for, as it is gone by now, does not pass the next step.
  if file.bytes == 0 and file.name:sub(-1) ~= "/" then
    local ok, asked = pcall(container.get, container, file.name)
    if ok then file = asked end
  end
  -- md5sum marks lines in whose names something is escaped by a backslash before the checksum.
  local name, count = file.name:gsub("[\\\n\r]", escapes)
  local text = not file.large_object and (count > 0 and "\\" or "") .. file.hash .. "  " .. name .. "\n" or nil
  listed[#listed + 1] = {name = file.name, bytes = file.bytes, text = text}
end

-- 3. Read all of the backup again, and compare it with the archive's checksums: only now is it known to be on the disk.
-- Where nothing could be fetched at all there is no directory, and the errors of step 1 say why.
local proved, proved_count = {}, 0
if #fetched > 0 then
  local report = container:verify(args.directory, {exclude = args.exclude, raise = false})
  for _, name in ipairs(report.matching) do
    proved[name] = true
    proved_count = proved_count + 1
  end
  for _, name in ipairs(report.extra) do
    if name ~= manifest_name then extra[#extra + 1] = name end
  end
  for _, name in ipairs(report.differing) do
    failed[#failed + 1] = {path = name, code = "integrity", message = "differs from the archive"}
  end
  for _, name in ipairs(report.missing) do
    failed[#failed + 1] = {path = name, code = "integrity", message = "is not in the backup"}
  end
  -- What could not be fetched cannot be checked either: those errors are in the list already.
  if #fetched.failed == 0 then
    for _, e in ipairs(report.unchecked) do failed[#failed + 1] = {path = e.path, code = e.code, message = e.message} end
  end
end

-- 4. Write the checksums down, so that anybody can check the backup without archive-lua and without the archive:
-- cd DIRECTORY && md5sum -c CONTAINER.md5
local lines, bytes = {}, 0
for _, file in ipairs(listed) do
  if proved[file.name] then
    bytes = bytes + file.bytes
    if file.text then lines[#lines + 1] = file.text else table.insert(not_in_manifest, file.name) end
  end
end
if proved_count > 0 then
  local out <close> = assert(io.open(manifest, "w"))
  for _, line in ipairs(lines) do assert(out:write(line)) end
  assert(out:flush())
end

print(string.format("%d files, %s: every byte compared with the archive; %d of them fetched now",
  proved_count, human(bytes), #fetched.done))
if proved_count > #not_in_manifest then print("check them at any time: cd DIRECTORY && md5sum -c '" .. manifest_name .. "'") end
if #not_in_manifest > 0 then
  print(#not_in_manifest .. " large objects are proved, but not in the manifest: the archive has no MD5 of the whole")
  for number = 1, math.min(#not_in_manifest, 20) do print("  " .. not_in_manifest[number]) end
end
if #extra > 0 then print(#extra .. " files of the backup are not, or no longer, in the archive") end
if #failed > 0 then
  print_table(failed, {columns = {"path", "code", "message"}})
  error(#failed .. " files are not backed up: see above; the others are, and the same call tries again", 0)
end
return {
  container = container.name, files = proved_count, bytes = bytes, fetched = #fetched.done, manifest = manifest,
  extra = extra, not_in_manifest = not_in_manifest,
}
