#!/usr/bin/env archive-lua
-- /// recipe
-- name = "publish-dataset"
-- version = "1.0.0"
-- summary = "Publish a container as a dataset, with a README (license, citation, contact, files) and checksums"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read", "write", "access"]
-- containers = ["*/{container}"]
-- reads = ["{work}/{readme}", "{work}/{checksums}"]
-- writes = ["{work}/{readme}", "{work}/{checksums}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container that anyone may read from now on"
-- [arguments.title]
-- type = "string"
-- required = true
-- help = "the title of the dataset"
-- [arguments.license]
-- type = "string"
-- required = true
-- help = "what others may do with it, as CC-BY-4.0"
-- [arguments.citation]
-- type = "string"
-- required = true
-- help = "how it is to be cited"
-- [arguments.contact]
-- type = "string"
-- required = true
-- help = "who answers questions"
-- [arguments.description]
-- type = "string"
-- help = "what the dataset is, in Markdown"
-- [arguments.readme]
-- type = "string"
-- default = "README.md"
-- help = "the name of the description, if the dataset has a README.md of its own"
-- [arguments.checksums]
-- type = "string"
-- default = "CHECKSUMS.md5"
-- help = "the name of the file of checksums"
-- [arguments.work]
-- type = "path"
-- default = "."
-- help = "a local directory, which must be there: both files are written there, and uploaded"
-- ///

-- Nobody is let in before all else is done. Both files depend on the arguments and the dataset only: run again, the same
-- call uploads and changes nothing; after the dataset has changed, it brings them up to date. Files of these names that
-- somebody else wrote, here or in the archive, are never replaced: the first line says whose they are.
--
-- The archive has an MD5 of each file, but of a large object, which is stored in segments: those are read each time.

local README_MARK = "<!-- This file is kept up to date by the recipe publish-dataset. -->"
local CHECKSUMS_MARK = "# Kept up to date by the recipe publish-dataset. Compare: md5sum -c "
local LISTED = 500  -- files in the README; the file of checksums has them all

-- As where a variable of the shell was not set: what is public cannot be called back.
for _, name in ipairs{"title", "license", "citation", "contact"} do
  if not args[name]:find("%S") then error("--" .. name .. " is empty", 0) end
end
local container = archive:find_container(args.container)

-- Refuses to touch a file that was not made here.
local function claim(name, mark)
  if name == "" or name:find("/") then error("'" .. name .. "' must be a plain name, without a directory", 0) end
  local file = io.open(args.work .. "/" .. name, "rb")
  local handle = container:exists(name) and container:open(name) or nil
  for where, own in pairs{here = file, ["in the archive"] = handle} do
    local start = own:read(#mark)
    own:close()
    -- A run that was interrupted, or a full disk, may have left an empty file here, or the beginning of one.
    local is_ours = start == mark or own == file and mark:sub(1, #(start or "")) == (start or "")
    if not is_ours then
      error("there is a '" .. name .. "' " .. where .. " that this recipe did not make; give --"
        .. (mark == README_MARK and "readme" or "checksums") .. " another name", 0)
    end
  end
end
claim(args.readme, README_MARK)
claim(args.checksums, CHECKSUMS_MARK)
if args.readme == args.checksums then error("the two files need different names", 0) end

-- The names are looked at before anything is read, which may take long.
local entries, files, bytes = {}, 0, 0
for file in container:files() do
  -- What has content is a file, whatever its name.
  local is_marker = file.bytes == 0 and (file.name:sub(-1) == "/" or file.content_type:find("^application/directory"))
  if not is_marker and file.name ~= args.readme and file.name ~= args.checksums then
    if ("/" .. file.name .. "/"):find("/%.?%.?/") then
      error("no local file can be called '" .. file.name .. "', so nobody could download it; rename it first", 0)
    end
    -- In a listing a dynamic large object is empty: only when it is asked for by itself, its size is told.
    if file.bytes == 0 then file = container:get(file.name) end
    files, bytes = files + 1, bytes + file.bytes
    entries[files] = {name = file.name, bytes = file.bytes, hash = file.hash, large = file.large_object and file or nil}
  end
end
if files == 0 then error("'" .. container.name .. "' has no files to publish", 0) end
-- Reading may take hours: a place that cannot be written to is told of before.
for _, name in ipairs{args.readme, args.checksums} do assert(io.open(args.work .. "/" .. name, "ab")):close() end

-- An empty list is [] in JSON, too.
local rows, lines, read = {}, {CHECKSUMS_MARK .. args.checksums .. "\n"}, from_json("[]")
for number, entry in ipairs(entries) do
  if entry.large then
    print("reading " .. entry.name)
    entry.hash = entry.large:checksum()
    table.insert(read, entry.name)
  end
  -- md5sum marks lines in whose names something is escaped by a backslash before the checksum.
  local name, count = entry.name:gsub("[\\\n\r]", {["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r"})
  lines[#lines + 1] = (count > 0 and "\\" or "") .. entry.hash .. "  " .. name .. "\n"
  if number <= LISTED then
    local shown = entry.name:gsub("[%c`]", "?"):gsub("|", "\\|")
    rows[number] = string.format("| `%s` | %d | %s |", shown, entry.bytes, entry.hash)
  end
end

-- Writes a file here, and uploads it; returns what it is in the archive.
local function put(name, text)
  do
    local out <close> = assert(io.open(args.work .. "/" .. name, "wb"))
    assert(out:write(text))
    assert(out:flush())  -- what a full disk has cut short is not uploaded
  end
  container:upload(args.work .. "/" .. name, {overwrite = true})
  return container:get(name)
end

-- The README has the checksum of the file of checksums: who trusts the README can trust every file.
local sums = put(args.checksums, table.concat(lines))
local readme = {
  README_MARK, "", "# " .. args.title:gsub("%s+", " "), "", args.description or "", "",
  "- License: " .. args.license, "- Cite as: " .. args.citation, "- Contact: " .. args.contact,
  string.format("- Size: %d files, %d bytes", files, bytes),
  string.format("- Checksums: [%s](%s), whose own MD5 is %s", args.checksums, args.checksums, sums.hash),
  "", "## Files", "", "| name | bytes | MD5 |", "|---|---:|---|", table.concat(rows, "\n"),
}
if files > LISTED then table.insert(readme, "\nThese are the first " .. LISTED .. " of " .. files .. " files.") end
put(args.readme, table.concat(readme, "\n") .. "\n")

if #read > 0 then
  local has_segments, segments = pcall(container.project.get_container, container.project, container.name .. "_segments")
  if not has_segments and segments.code ~= "not_found" then error(segments) end
  if has_segments then segments:grant_access("PUBLIC") end
end
local changed = container:grant_access("PUBLIC")
local url = container.public_url
print(string.format("%d files, %.1f MB, %d of them read for their checksums (large objects)", files, scale_bytes(bytes, "MB"),
  #read))
local state = not changed and "was public already" or planning and "would be public" or "is public now"
print("'" .. container.name .. "' " .. state .. (url and ": " .. url or ""))
return {container = container.name, files = files, bytes = bytes, url = url, changed = changed, read = read}
