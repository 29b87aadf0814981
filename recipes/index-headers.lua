#!/usr/bin/env archive-lua
-- /// recipe
-- name = "index-headers"
-- version = "1.0.0"
-- summary = "Index which columns the CSV and TSV files of a container have, and which keys its JSON files"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- writes = ["{report}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to look into"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.report]
-- type = "path"
-- default = "headers.csv"
-- help = "the CSV file with a row for each field of each file; what was in it is replaced"
-- [arguments.read_at_most]
-- type = "bytes"
-- default = "256 kB"
-- help = "of a JSON file, look for keys in so many bytes from its beginning"
-- ///

-- Looks at .json, .csv and .tsv, and at .csv.gz and .tsv.gz. Only the beginning of each file is fetched, and of all files
-- no more is kept in memory than how often each field occurs: the index itself goes to the report as it is made.
-- Changes nothing in the archive; a report that was interrupted is made anew by the same call.

-- The keys of the object that a JSON text is, also where only its beginning is there; then whether it ended.
local function keys_of(text)
  local place = text:match("^\xEF?\xBB?\xBF?%s*{()")
  if not place then return nil, "the JSON is no object" end
  local keys, depth = {}, 1
  while depth > 0 do
    local start, _, mark = text:find('(["{}%[%]])', place)
    if not start then return keys, false end
    place = start + 1
    if mark == "{" or mark == "[" then
      depth = depth + 1
    elseif mark ~= '"' then
      depth = depth - 1
    else
      -- The end of this text in quotes: what follows a backslash is never that.
      repeat
        local stop, _, sign = text:find('(["\\])', place)
        if not stop then return keys, false end
        place = stop + (sign == '"' and 1 or 2)
      until sign == '"'
      -- Only a key has a colon behind it.
      if depth == 1 and text:find("^%s*:", place) then keys[#keys + 1] = from_json(text:sub(start, place - 1)) end
    end
  end
  return keys, true
end

-- The names of the fields of a file, and whether these are all; or nil and the reason.
local function header_of(file, format)
  if format == "json" then
    local handle <close> = file:open()
    local text = handle:read(math.max(args.read_at_most, 1))
    if not text then return nil, "empty" end
    return keys_of(text)
  end
  local glance = file:head(1)
  if not glance.columns then return nil, "no table: " .. glance.format end
  -- Recordings often come without a header: numbers are no names of columns.
  for _, name in ipairs(glance.columns) do
    if name ~= "" and not tonumber(name) then return glance.columns, true end
  end
  return nil, "the first row has no names"
end

local container = archive:find_container(args.container)
-- A misspelt directory would pass for an empty one.
if (args.directory or ""):find("[^/]") and not container:files{dir_path = args.directory}() then
  error("there is no directory '" .. args.directory .. "' in '" .. container.name .. "'", 0)
end

-- Empty lists are [] in JSON, too.
local result = {files = 0, fields = from_json("[]"), without_header = from_json("[]"), cut_off = from_json("[]"),
  report = args.report}
local failed, by_field = {}, {}
local csv <close> = assert(io.open(args.report, "w"))
assert(csv:write("name,format,position,field\n"))

local function index(batch)
  -- A few at a time: nearly all of it is waiting.
  local headers = parallel(batch, function(one)
    local ok, fields, more = pcall(header_of, one.file, one.format)
    return {ok = ok, fields = fields, more = more}
  end)
  for number, header in ipairs(headers) do
    local name, format, fields = batch[number].file.name, batch[number].format, header.fields
    if not header.ok then
      failed[#failed + 1] = {name = name, problem = tostring(fields):match("[^\n]*")}
    elseif not fields then
      table.insert(result.without_header, {name = name, reason = header.more})
    else
      result.files = result.files + 1
      if not header.more then table.insert(result.cut_off, name) end
      local rows, counted = {}, {}
      for position, field in ipairs(fields) do
        rows[position] = {name, format, position, field}
        local key = format .. " " .. field
        local known = by_field[key]
        if not known then
          known = {format = format, field = field, files = 0, first = name}
          by_field[key] = known
          table.insert(result.fields, known)
        end
        -- A column that stands twice in one file counts once.
        if not counted[key] then known.files, counted[key] = known.files + 1, true end
      end
      if #rows > 0 then assert(csv:write(to_csv(rows))) end
    end
  end
end

local batch = {}
for file in container:files{dir_path = args.directory} do
  local format = file.name:lower():match("%.(%a+)$")
  if format == "gz" then format = file.name:lower():match("%.([ct]sv)%.gz$") end
  if format == "json" or format == "csv" or format == "tsv" then
    batch[#batch + 1] = {file = file, format = format}
    if #batch == 64 then
      index(batch)
      batch = {}
    end
  end
end
index(batch)
assert(csv:flush())

table.sort(result.fields, function(a, b)
  if a.files ~= b.files then return a.files > b.files end
  return a.format .. " " .. a.field < b.format .. " " .. b.field
end)
if #result.fields > 0 then
  print_table(table.move(result.fields, 1, 30, 1, {}), {columns = {"field", "format", "files", "first"}})
  if #result.fields > 30 then print("... and " .. #result.fields - 30 .. " more fields") end
end
print(string.format("%d files with a header, %d without; the index is in %s", result.files, #result.without_header, args.report))
if #result.cut_off > 0 then
  print(#result.cut_off .. " JSON files are longer than --read-at-most: keys may be missing, as in " .. result.cut_off[1])
end
if #failed > 0 then
  print_table(failed, {columns = {"name", "problem"}})
  error(#failed .. " files could not be looked at: see above; the others are in the index", 0)
end
return result
