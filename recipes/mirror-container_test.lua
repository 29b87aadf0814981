local files = {["a.txt"] = "1", ["sub/b.txt"] = "22", ["sub/deep/ö 'q'.txt"] = "333"}

local function names(container)
  local list = {}
  for file in container:files() do list[#list + 1] = file.name end
  return table.concat(list, "|")
end

-- A container beside the scratch container, until the work is done.
local function with_mirror(container, work)
  local name = container.name .. "-mirror"
  local ok, problem = pcall(work, name, container.project)
  pcall(container.project.delete_container, container.project, name, {confirm = name})
  if not ok then error(problem, 0) end
end

test("makes the mirror, and brings only what differs after that", function()
  local container = scratch(files)
  with_mirror(container, function(name, project)
    local arguments = {container = container.name, project = project.name, target = name}
    local first = run(arguments)
    assert(first.ok, first.output)
    assert(first.result.brought == 3 and first.result.bytes == 6 and first.result.same == 0)
    local mirror = project:get_container(name)
    assert(names(mirror) == names(container) and mirror:read("sub/deep/ö 'q'.txt") == "333")
    assert(run(arguments).result.brought == 0 and run(arguments).result.same == 3)
    container:delete("a.txt")
    container:copy("sub/b.txt", "", "new.txt")
    local second = run(arguments)
    assert(second.ok and second.result.brought == 1 and second.result.extra == 1 and second.result.deleted == 0)
    assert(names(mirror) == "a.txt|new.txt|sub/b.txt|sub/deep/ö 'q'.txt")
    arguments.delete = true
    assert(run(arguments).result.deleted == 1)
    assert(names(mirror) == names(container))
  end)
end)

test("replaces what has other content", function()
  local container = scratch(files)
  local other = scratch{["a.txt"] = "x", ["sub/b.txt"] = "22"}
  local outcome = run{container = container.name, project = other.project.name, target = other.name}
  assert(outcome.ok and outcome.result.brought == 2 and outcome.result.same == 1, outcome.output)
  assert(other:read("a.txt") == "1")
end)

test("mirrors to another archive", function()
  local container = scratch(files)
  local outcome = run{container = container.name, to = "./second", project = "MyProject", target = "copy"}
  assert(outcome.ok and outcome.result.brought == 3, outcome.output)
  local again = run{container = container.name, to = "./second", project = "MyProject", target = "copy"}
  assert(again.ok and again.result.same == 3)
end)

test("plans without changing anything", function()
  local container = scratch(files)
  container:move("a.txt", "", "new\nline")
  with_mirror(container, function(name, project)
    local planned = run({container = container.name, project = project.name, target = name, work = "planned"}, {plan = true})
    assert(planned.ok and planned.planned == 1, planned.output) -- the container: nothing is downloaded to plan its files
    assert(not pcall(project.get_container, project, name))
    assert(planned.result.brought == 3 and planned.output:find("would bring sub/b.txt, 2 bytes", 1, true), planned.output)
    assert(planned.output:find("would bring new\\10line, 1 bytes\n", 1, true), "a file takes one line")
    assert(planned.output:find("3 files would be brought", 1, true) and not io.open("planned/tree/sub/b.txt"), planned.output)
  end)
  local other = scratch{["own.txt"] = "own"}
  local planned = run({container = container.name, project = other.project.name, target = other.name, delete = true}, {plan = true})
  assert(planned.ok and planned.planned == 0 and planned.output:find("would delete own.txt", 1, true), planned.output)
  assert(names(other) == "own.txt")
end)

test("leaves no copy of the data on this disk", function()
  local container = scratch(files)
  container:copy("sub/b.txt", "", "../up")
  with_mirror(container, function(name, project)
    assert(run{container = container.name, project = project.name, target = name, work = "passage"}.ok)
    for _, path in ipairs{"passage/tree/a.txt", "passage/tree/sub/b.txt"} do
      local file <close> = assert(io.open(path))
      assert(file:read("a") == "", path)
    end
    assert(project:get_container(name):read("../up") == "22")
  end)
end)

test("brings names that no local path has", function()
  local container = scratch(files)
  for _, name in ipairs{"../up", "/top", "/a.txt", "sub//b.txt", "a.txt/below", "%2F/top"} do
    container:copy("sub/b.txt", "", name)
  end
  with_mirror(container, function(name, project)
    local arguments = {container = container.name, project = project.name, target = name, delete = true}
    local outcome = run(arguments)
    assert(outcome.ok and outcome.result.brought == 9, outcome.output)
    local mirror = project:get_container(name)
    assert(names(mirror) == "%2F/top|../up|/a.txt|/top|a.txt|a.txt/below|sub//b.txt|sub/b.txt|sub/deep/ö 'q'.txt", names(mirror))
    assert(mirror:read("a.txt") == "1" and mirror:read("/a.txt") == "22" and mirror:read("sub//b.txt") == "22")
    local again = run(arguments)
    assert(again.ok and again.result.brought == 0 and again.result.same == 9 and again.result.extra == 0, again.output)
  end)
end)

test("leaves nothing of a run that was cut off", function()
  local container = scratch(files)
  container:copy("sub/b.txt", "", "../up")
  local other = scratch{["own.txt"] = "own", ["left"] = "22"}
  -- Between an upload and its name, and between that name and the end; the second is of a file that is gone by now.
  for _, name in ipairs{"%%2E%2E%2F/up", "%sub%2F%2F/gone"} do other:copy("left", "", ".mirror-container/" .. name) end
  other:move("left", ".mirror-container", "mine")
  local arguments = {container = container.name, project = other.project.name, target = other.name}
  local planned = run(arguments, {plan = true})
  assert(planned.ok and planned.planned == 0 and planned.result.extra == 2, planned.output)
  local outcome = run(arguments)
  assert(outcome.ok and outcome.result.brought == 4 and outcome.result.extra == 2 and outcome.result.deleted == 0, outcome.output)
  assert(names(other) == "../up|.mirror-container/mine|a.txt|own.txt|sub/b.txt|sub/deep/ö 'q'.txt", names(other))
end)

test("goes on after a file that cannot be brought, and deletes nothing then", function()
  local container = scratch(files)
  local longer = string.rep("x", 300) -- than a local name can be
  container:copy("a.txt", "", longer)
  local other = scratch{["own.txt"] = "own"}
  local arguments = {container = container.name, project = other.project.name, target = other.name, delete = true}
  local outcome = run(arguments)
  assert(not outcome.ok and outcome.output:find(longer, 1, true), outcome.output)
  assert(names(other) == "a.txt|own.txt|sub/b.txt|sub/deep/ö 'q'.txt", names(other))
  container:delete(longer)
  local again = run(arguments)
  assert(again.ok and again.result.same == 3 and again.result.deleted == 1, again.output)
  assert(names(other) == names(container))
end)

test("neither brings nor deletes marks of directories, and takes no file for one", function()
  local container = scratch{["a.txt"] = "1", empty = ""}
  local other = scratch{["a.txt"] = "1", empty = ""}
  for _, one in ipairs{container, other} do one:copy("empty", "", "d/") end
  local arguments = {container = container.name, project = other.project.name, target = other.name, delete = true}
  local same = run(arguments)
  assert(same.ok and same.result.same == 2 and same.result.extra == 0 and names(other) == "a.txt|d/|empty", same.output)
  for _, one in ipairs{container, other} do one:copy("a.txt", "", "full/") end
  local kept = run(arguments)
  assert(kept.ok and kept.result.same == 3 and other:read("full/") == "1", kept.output)
  other:delete("full/")
  other:copy("a.txt", "", "own.txt")
  local outcome = run(arguments)
  assert(not outcome.ok and outcome.output:find("full/", 1, true), "what no local path can have is told")
  assert(names(other) == "a.txt|d/|empty", "and keeps nothing from being deleted")
end)

test("says what is wrong", function()
  local container = scratch(files)
  local itself = run{container = container.name, project = container.project.name}
  assert(not itself.ok and itself.error.message:find("its own mirror", 1, true), itself.output)
  assert(not run{container = container.name, project = "no-such-project"}.ok)
  assert(run{container = "no-such-container", project = container.project.name}.error.code == "not_found")
  assert(run{container = container.name}.status == 2)
end)
