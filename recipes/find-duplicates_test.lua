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
end)
