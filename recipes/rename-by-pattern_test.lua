local function names(container)
  local names = {}
  for file in container:files() do names[#names + 1] = file.name end
  return table.concat(names, "|")
end

local function write(path, ...)
  local file <close> = assert(io.open(path, "w"))
  for _, line in ipairs{...} do file:write(type(line) == "string" and line or to_json(line), "\n") end
end

test("renames by wildcards, across directories, and keeps the contents", function()
  local container = scratch{
    ["sub1/eeg.TXT"] = "one", ["sub2/eeg.TXT"] = "two", ["sub2/deep/eeg.TXT"] = "deep", ["sub3/eeg.txt"] = "three",
    ["notes ü 'x'.TXT"] = "n",
  }
  local outcome = run{container = container.name, from = "sub?/*.TXT", to = "sub-0?/*.txt"}
  assert(outcome.ok and outcome.result.renamed == 2, outcome.output)
  assert(names(container) == "notes ü 'x'.TXT|sub-01/eeg.txt|sub-02/eeg.txt|sub2/deep/eeg.TXT|sub3/eeg.txt", names(container))
  assert(container:read("sub-01/eeg.txt") == "one" and container:read("sub-02/eeg.txt") == "two")
  assert(run{container = container.name, from = "**.TXT", to = "**.txt"}.result.renamed == 2)
  assert(names(container) == "notes ü 'x'.txt|sub-01/eeg.txt|sub-02/eeg.txt|sub2/deep/eeg.txt|sub3/eeg.txt", names(container))
end)

test("what has a meaning in patterns is only text in wildcards", function()
  local container = scratch{["100%.a-b (1)[x]+ö.csv"] = "1", ["100%%a-b (1)[x]+öXcsv"] = "2"}
  local outcome = run{container = container.name, from = "100%.a-b (1)[x]+?.csv", to = "50%1-?.csv"}
  assert(outcome.ok, outcome.output)
  assert(names(container) == "100%%a-b (1)[x]+öXcsv|50%1-ö.csv", names(container))
end)

test("renames by a pattern of Lua, below a directory only", function()
  local container = scratch{["a/r_2019_06.dat"] = "1", ["b/r_2019_06.dat"] = "2", ["a/x"] = "3"}
  local outcome = run{
    container = container.name, from = "(%d+)_(%d+)", to = "%1-%2", lua_pattern = true, directory = "a",
  }
  assert(outcome.ok and outcome.result.renamed == 1, outcome.output)
  assert(names(container) == "a/r_2019-06.dat|a/x|b/r_2019_06.dat", names(container))
end)

test("refuses what collides or is no path, before anything is touched", function()
  local files = {["a/1.txt"] = "1", ["b/1.txt"] = "2", ["c.txt"] = "3", ["1.txt"] = "4", ["2.txt"] = "5"}
  local container = scratch(files)
  local before = names(container)
  local cases = {
    {from = "?/1.txt", to = "d.txt", says = "would too"}, {from = "a/*", to = "c.txt", says = "there already"},
    {from = "1.txt", to = "2.txt", says = "there already"}, {from = "c*", to = "/c*", says = "is no path"},
    {from = "c.txt", to = "d//c.txt", says = "is no path"}, {from = "c.txt", to = "../c.txt", says = "is no path"},
    {from = "c*", to = "*/*", says = "more wildcards"},
  }
  for _, case in ipairs(cases) do
    local outcome = run{container = container.name, from = case.from, to = case.to, journal = "refused.jsonl"}
    assert(not outcome.ok and outcome.error.message:find(case.says, 1, true), case.from .. ": " .. outcome.output)
    assert(names(container) == before and outcome.counts.delete == 0 and not io.open("refused.jsonl"))
  end
  local broken = run{container = container.name, from = "[", to = "x", lua_pattern = true}
  assert(not broken.ok and names(container) == before, broken.output)
end)

test("a pattern that is none is told as such, and so is one that cuts characters", function()
  local container = scratch{["üé.txt"] = "1"}
  for _, wrong in ipairs{{"[x", "y"}, {"x", "%2"}} do
    local outcome = run{container = container.name, from = wrong[1], to = wrong[2], lua_pattern = true}
    assert(outcome.status == 1 and outcome.error.message:find("no patterns of string.gsub", 1, true), outcome.output)
    assert(not outcome.output:find("traceback", 1, true), outcome.output)
  end
  for _, dry_run in ipairs{true, false} do
    local cut = run{container = container.name, from = "[ü]", to = "", lua_pattern = true, dry_run = dry_run}
    assert(cut.status == 1 and cut.error.message:find("is no path", 1, true), cut.output)
  end
  assert(names(container) == "üé.txt")
end)

test("a dry run and a plan change nothing", function()
  local container = scratch{["1.txt"] = "1"}
  local outcome = run{container = container.name, from = "*.txt", to = "*.csv", dry_run = true}
  assert(outcome.ok and outcome.result.plan[1].to == "1.csv" and outcome.result.renamed == 0, outcome.output)
  assert(outcome.output:find("1.csv", 1, true) and names(container) == "1.txt")
  local planned = run({container = container.name, from = "*.txt", to = "*.csv", journal = "planned.jsonl"}, {plan = true})
  assert(names(container) == "1.txt" and not io.open("planned.jsonl"), "a plan changes nothing, and notes nothing")
  assert(planned.ok and planned.output:find("1 files would be renamed", 1, true), planned.output)
end)

test("goes on with the plan of a run that was cut off, and makes no new one", function()
  local container = scratch{["02.txt"] = "was 2", ["1.txt"] = "1", ["3.txt"] = "3", ["03.txt"] = "3", ["9.txt"] = "new"}
  local place = container.project.name .. "/" .. container.name
  local header = {rename = place, from = "*.txt", to = "0*.txt", lua_pattern = false, directory = "", count = 3}
  -- 2 was renamed, 3 was copied but not deleted yet, 1 was not begun, and 9 came later.
  write("cut.jsonl", header, {from = "1.txt", to = "01.txt"}, {from = "2.txt", to = "02.txt"}, {from = "3.txt", to = "03.txt"})
  local other = run{container = container.name, from = "*.txt", to = "x*", journal = "cut.jsonl"}
  assert(not other.ok and other.error.message:find("unfinished", 1, true), other.output)
  local outcome = run{container = container.name, from = "*.txt", to = "0*.txt", journal = "cut.jsonl"}
  assert(outcome.ok and outcome.result.went_on, outcome.output)
  assert(names(container) == "01.txt|02.txt|03.txt|9.txt", names(container))
  assert(container:read("02.txt") == "was 2" and container:read("03.txt") == "3")
  -- It is done: the next call makes a plan of its own.
  local nextone = run{container = container.name, from = "9*", to = "8*", journal = "cut.jsonl"}
  assert(nextone.ok and not nextone.result.went_on and nextone.result.renamed == 1, nextone.output)
end)

test("going on never replaces a file with other content", function()
  local container = scratch{["1.txt"] = "old", ["01.txt"] = "somebody else's", ["2.txt"] = "2"}
  local header = {rename = container.project.name .. "/" .. container.name, from = "*.txt", to = "0*.txt",
    lua_pattern = false, directory = "", count = 2}
  write("taken.jsonl", header, {from = "1.txt", to = "01.txt"}, {from = "2.txt", to = "02.txt"})
  local outcome = run{container = container.name, from = "*.txt", to = "0*.txt", journal = "taken.jsonl"}
  assert(not outcome.ok and outcome.error.message:find("1 of 2", 1, true), outcome.output)
  assert(names(container) == "01.txt|02.txt|1.txt" and container:read("01.txt") == "somebody else's")
end)

test("a plan that was not written to its end counts for nothing; a file that is no journal is left alone", function()
  local container = scratch{["1.txt"] = "1"}
  local header = {rename = container.project.name .. "/" .. container.name, from = "a", to = "b", count = 2}
  write("half.jsonl", header, {from = "1.txt", to = "nonsense"}, '{"from":"2')
  local outcome = run{container = container.name, from = "*.txt", to = "*.csv", journal = "half.jsonl"}
  assert(outcome.ok and names(container) == "1.csv", outcome.output)
  write("data.csv", "precious,data")
  local data = run{container = container.name, from = "*.csv", to = "*.txt", journal = "data.csv"}
  assert(not data.ok and data.error.message:find("no journal", 1, true), data.output)
  assert(io.lines("data.csv")() == "precious,data" and names(container) == "1.csv")
end)

test("names take one line each, whatever is in them; what has content is a file", function()
  local container = scratch{["a\nb.txt"] = "1", ["a\nc.txt"] = "2"}
  local outcome = run{container = container.name, from = "a\n*.txt", to = "x\ty"}
  assert(not outcome.ok and outcome.error.message:find([['a\10c.txt' would become 'x\9y': 'a\10b.txt' would too]], 1, true),
    outcome.error.message)
  container:copy("a\nb.txt", "", "full/")
  local full = run{container = container.name, from = "full/", to = "full.txt"}
  assert(full.ok and full.result.renamed == 1 and container:read("full.txt") == "1", full.output)
end)

test("nothing that matches, and a directory and a container that are not there, are errors", function()
  local container = scratch{["a"] = "a", ["b.csv"] = "b"}
  local nothing = run{container = container.name, from = "*.txt", to = "*.csv"}
  assert(nothing.status == 1 and nothing.error.message == "no file of '" .. container.name .. "' matches '*.txt'", nothing.output)
  assert(not nothing.output:find("from", 1, true), "there is no table without rows")
  local same = run{container = container.name, from = "*.csv", to = "*.csv"}
  assert(same.ok and same.result.renamed == 0 and same.output:find("already", 1, true), same.output)
  local misspelt = run{container = container.name, from = "*", to = "x*", directory = "nope"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'nope'", 1, true), misspelt.output)
  local missing = run{container = "no-such-container-here", from = "a", to = "b"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
end)
