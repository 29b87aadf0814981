-- The sets of names of all groups, as one text that does not depend on the order of the run.
local function described(result)
  local groups = {}
  for _, group in ipairs(result.groups) do
    local names = {}
    for _, file in ipairs(group.files) do names[#names + 1] = file.name end
    table.sort(names)
    groups[#groups + 1] = table.concat(names, "|")
  end
  table.sort(groups)
  return table.concat(groups, "\n")
end

test("finds copies by content, whatever they are called", function()
  local container = scratch{
    ["a/one.dat"] = "same content", ["b/two ü 'x'.dat"] = "same content", ["three.dat"] = "same content",
    ["p.txt"] = "pair", ["q.txt"] = "pair", ["r.txt"] = "size", ["other.dat"] = "of its own ", ["empty1"] = "", ["empty2"] = "",
  }
  local outcome = run{container = container.name}
  assert(outcome.ok, outcome.output)
  assert(described(outcome.result) == "a/one.dat|b/two ü 'x'.dat|three.dat\np.txt|q.txt", described(outcome.result))
  assert(outcome.result.wasted_bytes == 2 * 12 + 4, outcome.result.wasted_bytes)
  assert(outcome.result.duplicates == 3 and outcome.result.looked_at == 7)
  assert(outcome.result.groups[1].copies == 3, "the most wasteful comes first")
  for _, name in ipairs{"a/one.dat", "b/two ü 'x'.dat", "three.dat", "p.txt", "q.txt"} do
    assert(outcome.output:find(container.name .. "/" .. name, 1, true), "all copies are shown: " .. outcome.output)
  end
end)

test("shows the first of many copies, and the report has all", function()
  local files = {}
  for number = 1, 14 do files[string.format("copy-%02d.dat", number)] = "same" end
  local outcome = run{container = scratch(files).name, report = "many.csv"}
  assert(outcome.ok and outcome.result.duplicates == 13, outcome.output)
  assert(outcome.output:find("copy-10.dat", 1, true) and not outcome.output:find("copy-11.dat", 1, true), outcome.output)
  assert(outcome.output:find("and 4 more", 1, true), outcome.output)
  local count = 0
  for _ in io.lines("many.csv") do count = count + 1 end
  assert(count == 15, count)
end)

test("compares several containers, and a container that is given twice with itself only once", function()
  local one, two = scratch{["x.dat"] = "content"}, scratch{["y.dat"] = "content", ["z.dat"] = "else"}
  local alone = run{container = {one.name, one.name}}
  assert(alone.ok, alone.output)
  assert(#alone.result.groups == 0 and alone.result.looked_at == 1)
  local outcome = run{container = {one.name, two.name}}
  assert(outcome.ok, outcome.output)
  assert(described(outcome.result) == "x.dat|y.dat")
  for _, file in ipairs(outcome.result.groups[1].files) do
    assert(file.container == (file.name == "x.dat" and one or two).name, file.container)
  end
end)

test("keeps to a directory and a size", function()
  local container = scratch{
    ["d/1"] = "small", ["d/2"] = "small", ["d/3"] = "rather large", ["d/4"] = "rather large", ["e/5"] = "rather large",
  }
  local outcome = run{container = container.name, directory = "d", larger_than = 5}
  assert(outcome.ok, outcome.output)
  assert(described(outcome.result) == "d/3|d/4", described(outcome.result))
end)

test("writes a row for each copy", function()
  local container = scratch{["a,b.txt"] = "same", ["c.txt"] = "same", ["d.txt"] = "differs"}
  local outcome = run{container = container.name, report = "copies.csv"}
  assert(outcome.ok, outcome.output)
  local lines = {}
  for line in io.lines("copies.csv") do lines[#lines + 1] = line end
  assert(#lines == 3, #lines)
  assert(lines[1] == "group,container,name,bytes,hash,last_modified,wasted_bytes")
  local hash = container:get("c.txt").hash
  assert(lines[2]:find('1,' .. container.name .. ',"a,b.txt",4,' .. hash, 1, true) == 1, lines[2])
  assert(lines[3]:find('1,' .. container.name .. ',c.txt,4,' .. hash, 1, true) == 1, lines[3])
end)

test("an empty container has none, a missing one is an error", function()
  local empty = run{container = scratch{}.name}
  assert(empty.ok and #empty.result.groups == 0 and empty.result.wasted_bytes == 0, empty.output)
  local missing = run{container = "no-such-container-here"}
  assert(not missing.ok and missing.error.code == "not_found" and missing.status == 1, missing.output)
  local one, two = scratch{["d/a"] = "a"}, scratch{["e/a"] = "a"}
  local misspelt = run{container = {one.name, two.name}, directory = "nope", report = "not written.csv"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'nope'", 1, true), misspelt.output)
  assert(not io.open("not written.csv"))
  assert(run{container = {one.name, two.name}, directory = "e"}.ok, "of several containers one may do without it")
end)
