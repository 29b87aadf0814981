local function lines_of(path)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  return lines
end

local function field(outcome, format, name)
  for _, one in ipairs(outcome.result.fields) do
    if one.format == format and one.field == name then return one end
  end
  error("no field " .. name .. " in " .. outcome.output)
end

test("has a row for each column and each key", function()
  local container = scratch{
    ["a/participants.tsv"] = "participant_id\tage\tage\nsub-01\t3\t4\n",
    ["b/ü 'x', \"y\".csv"] = '\xef\xbb\xbfage,"last, name"\r\n1,2\r\n',
    ["c.JSON"] = '{"RepetitionTime": 2, "a\\"b\\u00fc": {"inner": ["{", "x"]}, "text": "no \\"key\\": {", "last": [{"k": 1}]}',
    ["notes.txt"] = "participant_id\tage\n", ["json"] = '{"no": 1}',
  }
  local outcome = run{container = container.name, report = "index.csv"}
  assert(outcome.ok, outcome.output)
  local found = table.concat(lines_of("index.csv"), "\n")
  assert(found == table.concat({
    "name,format,position,field",
    "a/participants.tsv,tsv,1,participant_id", "a/participants.tsv,tsv,2,age", "a/participants.tsv,tsv,3,age",
    '"b/ü \'x\', ""y"".csv",csv,1,age', '"b/ü \'x\', ""y"".csv",csv,2,"last, name"',
    "c.JSON,json,1,RepetitionTime", 'c.JSON,json,2,"a""bü"', "c.JSON,json,3,text", "c.JSON,json,4,last",
  }, "\n"), found)
  assert(outcome.result.files == 3 and #outcome.result.without_header == 0 and #outcome.result.cut_off == 0)
  assert(field(outcome, "tsv", "age").files == 1 and field(outcome, "csv", "age").first == "b/ü 'x', \"y\".csv")
end)

test("counts in how many files a field is, the most frequent first", function()
  local files = {}
  for number = 1, 150 do files[string.format("sub-%03d.json", number)] = '{"common": 1' .. (number <= 70 and ', "half": 2}' or "}") end
  local outcome = run{container = scratch(files).name}
  assert(outcome.ok and outcome.result.files == 150, outcome.output)
  assert(#outcome.result.fields == 2 and outcome.result.fields[1].field == "common" and outcome.result.fields[1].files == 150)
  assert(field(outcome, "json", "half").files == 70)
  local lines = lines_of("headers.csv")
  assert(#lines == 1 + 150 + 70 and lines[2] == "sub-001.json,json,1,common" and lines[#lines] == "sub-150.json,json,1,common")
end)

test("reads no more than the beginning", function()
  local container = scratch{
    ["long.json"] = '{"first": "' .. string.rep("x", 300000) .. '", "never": 1}', ["wide.csv"] = string.rep("c,", 999) .. "end\n",
  }
  local outcome = run{container = container.name, report = "long.csv", directory = ""}
  assert(outcome.ok, outcome.output)
  assert(#outcome.result.cut_off == 1 and outcome.result.cut_off[1] == "long.json", outcome.output)
  local lines = lines_of("long.csv")
  assert(#lines == 1 + 1 + 1000 and lines[2] == "long.json,json,1,first" and lines[1002] == "wide.csv,csv,1000,end", lines[2])
  local all = run{container = container.name, report = "long.csv", read_at_most = "1 MB"}
  assert(all.ok and #all.result.cut_off == 0 and field(all, "json", "never").files == 1, all.output)
end)

test("says what has no header", function()
  local container = scratch{
    ["physio.tsv"] = "0.1\t2\n0.2\t3\n", ["list.json"] = '["a", "b"]', ["empty.csv"] = "", ["empty.json"] = "",
    ["binary.csv"] = "\0\1\2bin", ["broken.json"] = "{'a': 1}", ["good.csv"] = "x\n1\n", ["none.json"] = "{}",
  }
  local outcome = run{container = container.name, report = "some.csv"}
  assert(outcome.ok, outcome.output)
  local without = {}
  for _, one in ipairs(outcome.result.without_header) do without[one.name] = one.reason end
  assert(without["physio.tsv"]:find("no names", 1, true) and without["list.json"]:find("no object", 1, true))
  assert(without["empty.csv"] and without["empty.json"] and without["binary.csv"] and #outcome.result.without_header == 5, outcome.output)
  -- What is an object by its brackets, and has no key, is a header without fields.
  assert(outcome.result.files == 3 and #outcome.result.fields == 1)
  local lines = lines_of("some.csv")
  assert(#lines == 2 and lines[2] == "good.csv,csv,1,x")
end)

test("keeps to a directory, and goes on after a file that cannot be read", function()
  local container = scratch{["d/a.csv"] = "inside\n1\n", ["e.csv"] = "outside\n1\n", ["d/bad.json"] = '{"\\x": 1}'}
  local outcome = run{container = container.name, directory = "d", report = "part.csv"}
  assert(not outcome.ok and outcome.error.message:find("1 files", 1, true), outcome.output)
  assert(outcome.output:find("d/bad.json", 1, true))
  local lines = lines_of("part.csv")
  assert(#lines == 2 and lines[2] == "d/a.csv,csv,1,inside")
end)

test("an empty container has an empty index; a missing one is an error", function()
  local empty = run{container = scratch{}.name, report = "nothing.csv"}
  assert(empty.ok and empty.result.files == 0 and #lines_of("nothing.csv") == 1, empty.output)
  local missing = run{container = "no-such-container-here", report = "missing.csv"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  local misspelt = run{container = scratch{a = "a"}.name, report = "missing.csv", directory = "nope"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'nope'", 1, true), misspelt.output)
  assert(not io.open("missing.csv"))
end)
