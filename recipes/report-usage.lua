#!/usr/bin/env archive-lua
-- /// recipe
-- name = "report-usage"
-- version = "1.0.0"
-- summary = "Say what takes the room of a container: by directory, by type and by age"
-- authors = ["archive-lua"]
-- license = "Apache-2.0"
-- requires = ">=1.0"
-- effects = ["read"]
-- containers = ["*/{container}"]
-- writes = ["{report}"]
-- [arguments.container]
-- type = "container"
-- required = true
-- help = "the container to report on"
-- [arguments.directory]
-- type = "directory"
-- help = "only what is below this directory"
-- [arguments.top]
-- type = "integer"
-- default = 10
-- help = "how many rows of each part are printed; the CSV file has all"
-- [arguments.report]
-- type = "path"
-- help = "also write the whole report to this CSV file"
-- ///

local function human(bytes)
  for _, unit in ipairs{"TB", "GB", "MB", "kB"} do
    local value = scale_bytes(bytes, unit)
    if value >= 1 then return string.format("%.1f %s", value, unit) end
  end
  return bytes .. " bytes"
end

-- Ages by calendar months (UTC), since these are what usage() counts by: a file of last month is 1 month old.
local ages = {
  {name = "under 3 months", months = 3}, {name = "3 to 12 months", months = 12}, {name = "1 to 2 years", months = 24},
  {name = "2 to 5 years", months = 60}, {name = "over 5 years", months = math.huge},
}
local this_year, this_month = os.date("!%Y-%m"):match("(%d+)-(%d+)")

local function age_of(month)
  local year, number = month:match("^(%d+)-(%d+)$")
  if not year then return "unknown" end
  local months = (this_year - year) * 12 + (this_month - number)
  for _, age in ipairs(ages) do
    if months < age.months then return age.name end
  end
end

local function by_age(by_month)
  local sums, shares = {}, {}
  for _, month in ipairs(by_month) do
    local name = age_of(month.name)
    local sum = sums[name] or {name = name, bytes = 0, count = 0}
    sums[name] = sum
    sum.bytes, sum.count = sum.bytes + month.bytes, sum.count + month.count
  end
  -- In the order of ages, the youngest first.
  for _, age in ipairs(ages) do shares[#shares + 1] = sums[age.name] end
  shares[#shares + 1] = sums.unknown
  return shares
end

local container = archive:find_container(args.container)
-- A directory that is not there and a report that cannot be written are told of before the whole listing is walked.
if (args.directory or ""):find("[^/]") and not container:files{dir_path = args.directory}() then
  error("there is no directory '" .. args.directory .. "' in '" .. container.name .. "'", 0)
end
local csv <close> = args.report and assert(io.open(args.report, "w")) or nil
local usage = container:usage(args.directory)
local parts = {
  {name = "directory", shares = usage.by_directory},
  {name = "type", shares = usage.by_extension},
  {name = "age", shares = by_age(usage.by_month)},
}

local result = {container = container.name, directory = args.directory, bytes = usage.bytes, count = usage.count}
local rows, tables = {}, {}
for _, part in ipairs(parts) do
  local shown, all = {}, from_json("[]")  -- [] in JSON, where it is empty
  for _, share in ipairs(part.shares) do
    -- A container of empty files takes no room at all.
    local percent = usage.bytes > 0 and share.bytes / usage.bytes * 100 or 0
    rows[#rows + 1] = {part = part.name, name = share.name, count = share.count, bytes = share.bytes,
      percent = string.format("%.1f", percent)}
    all[#all + 1] = {name = share.name, count = share.count, bytes = share.bytes}
    if #shown < args.top then
      local name = share.name ~= "" and share.name or "(in no directory)"
      shown[#shown + 1] = {[part.name] = name, files = share.count, size = human(share.bytes),
        percent = string.format("%.1f", percent)}
    end
  end
  result["by_" .. part.name] = all
  if #shown > 0 then tables[#tables + 1] = {name = part.name, shown = shown, more = #all - #shown} end
end

-- Before anything is printed, of which a pager may take the first lines only; a full disk is told of behind it.
local written, problem = true, nil
if csv then written, problem = csv:write(to_csv(rows, {columns = {"part", "name", "count", "bytes", "percent"}})) end
if csv and written then written, problem = csv:flush() end

print(string.format("%s: %d files, %s", container.name, usage.count, human(usage.bytes)))
for _, one in ipairs(tables) do
  print()
  print_table(one.shown, {columns = {one.name, "files", "size", "percent"}})
  if one.more > 0 then print("... and " .. one.more .. " more") end
end
assert(written, problem)
return result
