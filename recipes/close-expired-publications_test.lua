-- The lines that publish-for-a-while writes.
local function register(path, events)
  local file <close> = assert(io.open(path, "w"))
  for _, event in ipairs(events) do file:write(type(event) == "string" and event or to_json(event) .. "\n") end
end

local function opened(container, open_until, segments)
  return {event = "open", at = "2001-01-01T00:00:00Z", by = "x", project = container.project.name,
    container = container.name, open_until = open_until, segments = segments or false, reason = ""}
end

local function is_public(container)
  return table.concat(container:access_control().read, ","):find("PUBLIC", 1, true) ~= nil
end

local past, future = "2001-02-03T00:00:00Z", "2999-01-01T00:00:00Z"

local function public()
  local container = scratch{["a.txt"] = "a"}
  container:grant_access("PUBLIC")
  return container
end

test("closes what is over and leaves the rest", function()
  local over, open, own = public(), public(), public()
  register("r.jsonl", {opened(over, past), opened(open, future)})
  local outcome = run{register = "r.jsonl"}
  assert(outcome.ok, outcome.output)
  assert(not is_public(over) and is_public(open) and is_public(own))
  assert(#outcome.result.closed == 1 and outcome.result.closed[1].container == over.name)
  assert(outcome.result.closed[1].state == "closed" and #outcome.result.still_open == 1)
  -- The next run finds it closed; from then on it is left alone, also if somebody makes it public for good.
  local next_day = run{register = "r.jsonl"}
  assert(next_day.ok and next_day.result.closed[1].state == "was closed", next_day.output)
  over:grant_access("PUBLIC")
  local again = run{register = "r.jsonl"}
  assert(again.ok and #again.result.closed == 0 and is_public(over), again.output)
end)

test("the last end counts", function()
  local container = public()
  register("moved.jsonl", {opened(container, past), opened(container, future)})
  local outcome = run{register = "moved.jsonl"}
  assert(outcome.ok and #outcome.result.closed == 0 and is_public(container), outcome.output)
end)

test("closes the container of the segments where it was opened with it", function()
  local with, without = public(), public()
  local project = with.project
  local one = project:create_container(with.name .. "_segments", {public = true})
  local two = project:create_container(without.name .. "_segments", {public = true})
  register("s.jsonl", {opened(with, past, true), opened(without, past, false)})
  local outcome = run{register = "s.jsonl"}
  local one_public, two_public = is_public(one), is_public(two)
  project:delete_container(one.name, {confirm = one.name})
  project:delete_container(two.name, {confirm = two.name})
  assert(outcome.ok and #outcome.result.closed == 2, outcome.output)
  assert(not one_public and two_public)
end)

test("closes one before its end, and no other", function()
  local early, over = public(), public()
  register("early.jsonl", {opened(over, past), opened(early, future)})
  local outcome = run{register = "early.jsonl", container = early.name}
  assert(outcome.ok and #outcome.result.closed == 1, outcome.output)
  assert(not is_public(early) and is_public(over))
  assert(run{register = "early.jsonl", container = early.name}.result.closed[1].state == "was closed")
  local again = run{register = "early.jsonl", container = early.name}
  assert(not again.ok and again.error.message:find("no open publication", 1, true), again.output)
end)

test("a container that is gone, one that is closed already and a torn line keep nothing from being closed", function()
  local gone, closed, over = public(), scratch{}, public()
  register("odd.jsonl", {opened(gone, past), opened(closed, past), opened(over, past), '{"event":"op'})
  gone.project:delete_container(gone.name, {confirm = gone.name})
  local outcome = run{register = "odd.jsonl"}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.closed[1].state == "gone" and outcome.result.closed[2].state == "was closed")
  assert(outcome.result.closed[3].state == "closed" and not is_public(over))
  local again = run{register = "odd.jsonl"}
  assert(again.ok and #again.result.closed == 1 and again.result.closed[1].container == over.name, again.output)
end)

test("a line without what it should have is told, and keeps nothing from being closed", function()
  for number, field in ipairs{"open_until", "event", "project", "container"} do
    for _, wrong in ipairs{null, 17, {}} do
      local broken, over = public(), public()
      local line = opened(broken, past)
      line[field] = wrong
      local path = "mended-" .. number .. ".jsonl"
      register(path, {line, "[1, 2]\n", '"text"\n', opened(over, past)})
      local outcome = run{register = path}
      assert(not outcome.ok and outcome.error.message:find("3 lines", 1, true), outcome.output)
      assert(outcome.output:find(broken.name, 1, true) or field == "container", outcome.output)
      assert(not is_public(over) and is_public(broken), "the later one is closed")
    end
  end
  register("typo.jsonl", {'{"event":"open",, "project":"x"}\n'})
  assert(run{register = "typo.jsonl"}.status == 1)
  register("other.txt", {"hello\n"})
  assert(run{register = "other.txt"}.status == 1, "no line of a register begins so, also where it was cut off")
end)

test("what cannot be closed stays in the register and is told of", function()
  local over = public()
  local foreign = opened(over, past)
  foreign.project = "no-such-project-here"
  register("foreign.jsonl", {foreign, opened(over, past)})
  local outcome = run{register = "foreign.jsonl"}
  assert(not outcome.ok and outcome.status == 1 and outcome.output:find("STILL OPEN", 1, true), outcome.output)
  assert(not is_public(over), "the other one is closed all the same")
  assert(not run{register = "foreign.jsonl"}.ok, "and it is tried again")
end)

test("a plan closes nothing, and does not keep the next run from it; a missing register is an error", function()
  local over = public()
  register("plan.jsonl", {opened(over, past)})
  local before = io.lines("plan.jsonl", "a")()
  local planned = run({register = "plan.jsonl"}, {plan = true})
  assert(is_public(over) and io.lines("plan.jsonl", "a")() == before, "a plan changes nothing, and notes nothing")
  assert(planned.output:find("1 publications would be closed", 1, true), planned.output)
  local outcome = run{register = "plan.jsonl"}
  assert(outcome.ok and outcome.result.closed[1].state == "closed" and not is_public(over), outcome.output)
  local missing = run{register = "none.jsonl"}
  assert(not missing.ok and missing.error.message:find("no register", 1, true), missing.output)
end)
