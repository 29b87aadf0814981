local next_year = os.date("!%Y-%m-%d", os.time() + 365 * 24 * 3600)
local later = os.date("!%Y-%m-%d", os.time() + 500 * 24 * 3600)

local function events(path)
  local events = {}
  for line in io.lines(path) do events[#events + 1] = from_json(line) end
  return events
end

local function is_public(container)
  return table.concat(container:access_control().read, ","):find("PUBLIC", 1, true) ~= nil
end

test("opens a container and notes until when", function()
  local container = scratch{["a.txt"] = "a"}
  local outcome = run{container = container.name, open_until = next_year, register = "r.jsonl", reason = 'review, "round" 2'}
  assert(outcome.ok, outcome.output)
  assert(is_public(container) and outcome.result.changed and outcome.result.segments == false)
  local noted = events("r.jsonl")
  assert(#noted == 1 and noted[1].event == "open" and noted[1].container == container.name)
  assert(noted[1].project == container.project.name and noted[1].by == archive.username)
  assert(noted[1].open_until == next_year .. "T00:00:00Z" and noted[1].reason == 'review, "round" 2')
end)

test("a plan opens nothing, and notes nothing", function()
  local container = scratch{["a.txt"] = "a"}
  local outcome = run({container = container.name, open_until = next_year, register = "planned.jsonl"}, {plan = true})
  assert(outcome.ok and outcome.output:find("would be public until", 1, true), outcome.output)
  assert(not is_public(container) and not io.open("planned.jsonl"))
  assert(run{container = container.name, open_until = next_year, register = "planned.jsonl"}.result.changed)
end)

test("run again, it only moves the end", function()
  local container = scratch{}
  assert(run{container = container.name, open_until = next_year, register = "again.jsonl"}.ok)
  local outcome = run{container = container.name, open_until = later, register = "again.jsonl"}
  assert(outcome.ok and not outcome.result.changed, outcome.output)
  local noted = events("again.jsonl")
  assert(#noted == 2 and noted[2].open_until == later .. "T00:00:00Z" and is_public(container))
end)

test("opens the container of the segments with it, unless that is public anyway", function()
  local container, other = scratch{}, scratch{}
  local project = container.project
  local segments = project:create_container(container.name .. "_segments")
  local public = project:create_container(other.name .. "_segments", {public = true})
  local one = run{container = container.name, open_until = next_year, register = "s.jsonl"}
  local again = run{container = container.name, open_until = later, register = "s.jsonl"}
  local two = run{container = other.name, open_until = next_year, register = "s.jsonl"}
  local both_public = is_public(segments) and is_public(public)
  project:delete_container(segments.name, {confirm = segments.name})
  project:delete_container(public.name, {confirm = public.name})
  assert(one.ok and one.result.segments == true, one.output)
  assert(again.ok and again.result.segments == true, "it was opened by the first run, and is to be closed")
  assert(two.ok and two.result.segments == false, two.output)
  assert(both_public)
end)

test("goes on after a register whose last line was cut off", function()
  local container = scratch{}
  local file = assert(io.open("cut.jsonl", "w"))
  file:write('{"event":"open","conta')
  file:close()
  local outcome = run{container = container.name, open_until = next_year, register = "cut.jsonl"}
  assert(outcome.ok and is_public(container), outcome.output)
  local lines = {}
  for line in io.lines("cut.jsonl") do lines[#lines + 1] = line end
  assert(#lines == 2 and from_json(lines[2]).container == container.name)
end)

test("refuses a container that is public for other reasons, a past date and a missing container", function()
  local container = scratch{}
  container:grant_access("PUBLIC")
  local public = run{container = container.name, open_until = next_year, register = "no.jsonl"}
  assert(not public.ok and public.error.message:find("public already", 1, true), public.output)
  local past = run{container = scratch{}.name, open_until = "2001-01-01", register = "no.jsonl"}
  assert(not past.ok and past.error.message:find("past", 1, true), past.output)
  local missing = run{container = "no-such-container-here", open_until = next_year, register = "no.jsonl"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  local wrong = run{container = container.name, open_until = "soon", register = "no.jsonl"}
  assert(not wrong.ok and wrong.status == 2, wrong.output)
  assert(not io.open("no.jsonl"), "nothing was noted")
end)

test("writes to no file that is no register", function()
  local container = scratch{a = "a"}
  local notes <close> = assert(io.open("notes.txt", "w"))
  assert(notes:write("my own notes\n") and notes:flush())
  local outcome = run{container = container.name, open_until = next_year, register = "notes.txt"}
  assert(outcome.status == 1 and outcome.error.message:find("is no register", 1, true), outcome.output)
  assert(io.lines("notes.txt", "a")() == "my own notes\n" and #container:access_control().read == 0)
end)
