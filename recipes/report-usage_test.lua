local function share(shares, name)
  for _, share in ipairs(shares) do
    if share.name == name then return share end
  end
  error("there is no row '" .. name .. "' in " .. to_json(shares))
end

local files = {
  ["sub-01/a.csv"] = "12345", ["sub-01/deep/er/b.NII.GZ"] = "123", ["sub-02/ö 'q'.csv"] = "1234567",
  ["README"] = "12", ["sub-02/empty"] = "",
}

test("adds up by directory, type and age", function()
  local outcome = run{container = scratch(files).name}
  assert(outcome.ok, outcome.output)
  local result = outcome.result
  assert(result.bytes == 17 and result.count == 5)
  assert(share(result.by_directory, "sub-01").bytes == 8 and share(result.by_directory, "sub-01").count == 2)
  assert(share(result.by_directory, "sub-02").bytes == 7 and share(result.by_directory, "").bytes == 2)
  assert(share(result.by_type, ".csv").bytes == 12 and share(result.by_type, ".nii.gz").bytes == 3)
  assert(share(result.by_type, "(none)").count == 2)
  assert(#result.by_age == 1 and share(result.by_age, "under 3 months").bytes == 17)
  assert(outcome.output:find("(in no directory)", 1, true) and outcome.output:find("17 bytes", 1, true))
end)

test("reports on one directory", function()
  local container = scratch(files)
  local outcome = run{container = container.name, directory = "sub-01"}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.bytes == 8 and share(outcome.result.by_directory, "deep").bytes == 3)
  local missing = run{container = container.name, directory = "sub-99", report = "not written.csv"}
  assert(missing.status == 1 and missing.error.message:find("there is no directory 'sub-99'", 1, true), missing.output)
  assert(not io.open("not written.csv"))
  local unwritable = run{container = container.name, report = "no-such-directory/r.csv"}
  assert(not unwritable.ok and not unwritable.output:find("files", 1, true), unwritable.output)
end)

test("writes the whole report as CSV, and prints its top only", function()
  local outcome = run{container = scratch(files).name, report = "usage.csv", top = 1}
  assert(outcome.ok, outcome.output)
  local lines = {}
  for line in io.lines("usage.csv") do lines[line] = true end
  assert(lines["part,name,count,bytes,percent"])
  assert(lines["directory,sub-01,2,8,47.1"] and lines["directory,sub-02,2,7,41.2"] and lines["directory,,1,2,11.8"])
  assert(lines["type,.csv,2,12,70.6"] and lines["age,under 3 months,5,17,100.0"])
  assert(outcome.output:find("sub-01", 1, true) and not outcome.output:find("sub-02", 1, true), outcome.output)
  assert(outcome.output:find("and 2 more", 1, true))
end)

test("an empty container and empty files take no room; a missing container is an error", function()
  local empty = run{container = scratch{}.name, report = "empty.csv"}
  assert(empty.ok and empty.result.bytes == 0 and empty.result.count == 0, empty.output)
  local nothing = run{container = scratch{["a"] = "", ["b/c"] = ""}.name}
  assert(nothing.ok and nothing.result.count == 2 and nothing.output:find("0.0", 1, true), nothing.output)
  local missing = run{container = "no-such-container-here"}
  assert(not missing.ok and missing.error.code == "not_found" and missing.status == 1, missing.output)
end)
