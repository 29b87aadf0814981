local files = {["a.txt"] = "1", ["sub/b.txt"] = "22", ["sub/deep/ö 'q'.txt"] = "333", ["other/c.txt"] = "4444"}

-- All that is there is younger than tomorrow.
local tomorrow = os.date("!%Y-%m-%d", os.time() + 2 * 86400)

local function names(container)
  local list = {}
  for file in container:files() do list[#list + 1] = file.name end
  table.sort(list)
  return table.concat(list, "|")
end

test("moves what is older, with its tree", function()
  local container = scratch(files)
  local outcome = run{container = container.name, older_than = tomorrow}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.moved == 4 and outcome.result.bytes == 10)
  assert(names(container) == "archived/a.txt|archived/other/c.txt|archived/sub/b.txt|archived/sub/deep/ö 'q'.txt")
  assert(container:read("archived/sub/deep/ö 'q'.txt") == "333")
end)

test("leaves what is younger, and moves nothing twice", function()
  local container = scratch(files)
  local none = run{container = container.name, older_than = "2001-01-01"}
  assert(none.ok and none.result.moved == 0 and names(container) == "a.txt|other/c.txt|sub/b.txt|sub/deep/ö 'q'.txt")
  assert(run{container = container.name, older_than = tomorrow, to = "old/"}.result.moved == 4)
  local again = run{container = container.name, older_than = tomorrow, to = "old"}
  assert(again.ok and again.result.moved == 0, again.output)
  assert(names(container) == "old/a.txt|old/other/c.txt|old/sub/b.txt|old/sub/deep/ö 'q'.txt")
end)

test("takes one directory only", function()
  local container = scratch(files)
  assert(run{container = container.name, older_than = tomorrow, directory = "sub"}.result.moved == 2)
  assert(names(container) == "a.txt|archived/sub/b.txt|archived/sub/deep/ö 'q'.txt|other/c.txt")
end)

test("overwrites nothing, and says what stays", function()
  local container = scratch{["a.txt"] = "new", ["b.txt"] = "2", ["archived/a.txt"] = "old"}
  local outcome = run{container = container.name, older_than = tomorrow}
  assert(not outcome.ok and outcome.status == 1 and outcome.error.message == "1 files stay where they are", outcome.output)
  assert(outcome.output:find("a.txt", 1, true))
  assert(names(container) == "a.txt|archived/a.txt|archived/b.txt")
  assert(container:read("a.txt") == "new" and container:read("archived/a.txt") == "old")
end)

test("goes on where a run was cut off between the copy and the deletion", function()
  local container = scratch(files)
  container:copy("sub/b.txt", "archived/sub")
  local outcome = run{container = container.name, older_than = tomorrow}
  assert(outcome.ok and outcome.result.moved == 4, outcome.output)
  assert(names(container) == "archived/a.txt|archived/other/c.txt|archived/sub/b.txt|archived/sub/deep/ö 'q'.txt")
  assert(container:read("archived/sub/b.txt") == "22")
end)

test("moves names of any kind, and leaves marks of directories", function()
  local container = scratch{["a"] = "1", empty = ""}
  for _, name in ipairs{"../up", "/top", "a/b", "a//b", "full/"} do container:copy("a", "", name) end
  container:move("empty", "", "mark/")
  local outcome = run{container = container.name, older_than = tomorrow}
  assert(outcome.ok and outcome.result.moved == 6, outcome.output)
  assert(names(container) == "archived/../up|archived//top|archived/a|archived/a//b|archived/a/b|archived/full/|mark/", names(container))
end)

test("changes nothing in a dry run or a plan", function()
  local container = scratch(files)
  container:move("a.txt", "", "new\nline")
  local before = names(container)
  local dry = run{container = container.name, older_than = tomorrow, dry_run = true}
  assert(dry.output:find("new\\10line -> archived/new\\10line\n", 1, true), "a file takes one line")
  assert(dry.ok and dry.result.moved == 4 and dry.output:find("sub/b.txt -> archived/sub/b.txt", 1, true))
  assert(names(container) == before)
  local planned = run({container = container.name, older_than = tomorrow}, {plan = true})
  assert(planned.ok and planned.planned == 8 and planned.output:find("would be moved", 1, true), planned.output)
  assert(names(container) == before)
end)

test("says what is wrong", function()
  assert(run{container = "no-such-container", older_than = tomorrow}.error.code == "not_found")
  assert(run{container = "x", older_than = "yesterday"}.status == 2)
  local container = scratch(files)
  local misspelt = run{container = container.name, older_than = tomorrow, directory = "subb"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'subb'", 1, true), misspelt.output)
  local given = {container = container.name, older_than = tomorrow, directory = "/sub/"}
  assert(run(given).result.moved == 2)
  assert(run(given).ok, "all of it was moved before")
  for _, to in ipairs{"/", "", "../up", "a//b"} do
    local nowhere = run{container = container.name, older_than = tomorrow, to = to}
    assert(nowhere.status == 1 and nowhere.error.message:find("--to must name", 1, true), nowhere.output)
  end
  local into_itself = run{container = container.name, older_than = tomorrow, directory = "archived/sub"}
  assert(into_itself.status == 1 and into_itself.error.message:find("lies in 'archived'", 1, true), into_itself.output)
end)
