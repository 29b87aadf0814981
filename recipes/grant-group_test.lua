-- Two users that the archive knows by name.
local function two_users(container)
  local names = {}
  for name in pairs(container.project.users) do names[#names + 1] = name end
  table.sort(names)
  assert(#names >= 2, "this archive names no two users: what grants access to users cannot be tested on it")
  return names[1], names[2]
end

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

local function has(container, mode, user)
  for _, name in ipairs(container:access_control()[mode]) do
    if name == user then return true end
  end
  return false
end

test("gives what the file says, and nothing twice", function()
  local container = scratch{}
  local one, two = two_users(container)
  write("group.csv", "\xEF\xBB\xBFuser,mode\r\n" .. one .. ",read\r\n\r\n# a comment\r\n\"" .. two .. "\", Write\r\n"
    .. one .. ";write")
  local dry = run{container = container.name, users = "group.csv", dry_run = true}
  assert(dry.ok and #dry.result.changes == 3 and dry.output:find("would be done", 1, true), dry.output)
  assert(#container:access_control().read == 0 and #container:access_control().write == 0, "a dry run changes nothing")
  local outcome = run{container = container.name, users = "group.csv"}
  assert(outcome.ok and #outcome.result.changes == 3, outcome.output)
  assert(has(container, "read", one) and has(container, "write", one) and has(container, "write", two))
  assert(not has(container, "read", two))
  local again = run{container = container.name, users = "group.csv"}
  assert(again.ok and #again.result.changes == 0 and again.counts.access == 0, again.output)
end)

test("revokes others only when asked, and never PUBLIC", function()
  local container = scratch{}
  local one, two = two_users(container)
  container:grant_access(two)
  container:grant_access("PUBLIC")
  write("one.csv", one .. ",read\n")
  local outcome = run{container = container.name, users = "one.csv"}
  assert(outcome.ok and #outcome.result.changes == 1 and #outcome.result.kept == 2, outcome.output)
  assert(has(container, "read", one) and has(container, "read", two))
  local strict = run{container = container.name, users = "one.csv", revoke_others = true}
  assert(strict.ok and #strict.result.changes == 1 and strict.result.changes[1].action == "revoke", strict.output)
  assert(has(container, "read", one) and not has(container, "read", two) and has(container, "read", "PUBLIC"))
end)

test("the container of the segments gets the same", function()
  local container = scratch{}
  local one = two_users(container)
  local segments = container.project:create_container(container.name .. "_segments")
  write("seg.csv", one .. ",read\n")
  local outcome = run{container = container.name, users = "seg.csv"}
  local given = has(segments, "read", one)
  container.project:delete_container(segments.name, {confirm = segments.name})
  assert(outcome.ok and #outcome.result.changes == 2 and given, outcome.output)
end)

test("where one user is unknown nobody gets access, and nobody loses it", function()
  local container = scratch{}
  local one, two = two_users(container)
  container:grant_access(two)
  write("unknown.csv", one .. ",read\n" .. one .. ",write\nnobody-of-that-name,read\n")
  local outcome = run{container = container.name, users = "unknown.csv", revoke_others = true}
  assert(not outcome.ok and outcome.status == 1, outcome.output)
  assert(outcome.output:find("FAILED", 1, true) and outcome.output:find("nobody-of-that-name", 1, true))
  assert(outcome.error.message == "nobody was given access: see above", outcome.error.message)
  assert(not has(container, "read", one) and not has(container, "write", one) and has(container, "read", two))
  local dry = run{container = container.name, users = "unknown.csv", dry_run = true}
  assert(not dry.ok and dry.status == 1 and dry.output:find("knows no such user", 1, true), dry.output)
end)

test("a plan gives nothing", function()
  local container = scratch{}
  local one = two_users(container)
  write("planned.csv", one .. ",read\n")
  local planned = run({container = container.name, users = "planned.csv"}, {plan = true})
  assert(planned.ok and planned.output:find("1 changes would be made", 1, true), planned.output)
  assert(not planned.output:find("  done", 1, true) and not has(container, "read", one), planned.output)
end)

test("a file with a mistake changes nothing", function()
  local container = scratch{}
  local one = "somebody"
  for name, line in pairs{mode = "x,admin", comma = "x", public = "PUBLIC,read", user = ",read"} do
    write(name .. ".csv", one .. ",read\n" .. line .. "\n")
    local outcome = run{container = container.name, users = name .. ".csv"}
    assert(not outcome.ok and outcome.error.message:find("line 2", 1, true), outcome.output)
  end
  write("nobody.csv", "user,mode\n")
  local nobody = run{container = container.name, users = "nobody.csv", revoke_others = true}
  assert(not nobody.ok and nobody.error.message:find("lists nobody", 1, true), nobody.output)
  assert(#container:access_control().read == 0)
end)

test("a missing file and a missing container are errors", function()
  local no_file = run{container = scratch{}.name, users = "none.csv"}
  assert(not no_file.ok and no_file.error.message:find("none.csv", 1, true), no_file.output)
  write("list.csv", "somebody,read\n")
  local missing = run{container = "no-such-container-here", users = "list.csv"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
end)
