local function finding(outcome, what, name)
  for _, one in ipairs(outcome.result.findings) do
    if one.what == what and one.name == name then return one end
  end
  error("no '" .. what .. "' of " .. name .. " in " .. outcome.output)
end

-- A container of segments beside it, with objects of these names and contents, while fn runs.
local function with_segments(container, files, fn)
  local source = scratch{["5"] = "12345", ["3"] = "123"}
  source:download("5", ".", {overwrite = true})
  source:download("3", ".", {overwrite = true})
  local segments = container.project:create_container(container.name .. "_segments")
  local ok, e = pcall(function()
    segments:upload({"5", "3"})
    for name, content in pairs(files) do segments:copy(content, "", name) end
    segments:delete("5")
    segments:delete("3")
    fn(segments)
  end)
  container.project:delete_container(segments.name, {confirm = segments.name})
  if not ok then error(e) end
end

test("tells orphaned segments from those that a file may be made of", function()
  local container = scratch{
    ["whole ü.dat"] = "12345123", ["copied to.dat"] = "1234512345123", ["replaced.dat"] = "1", ["torn.dat"] = "1234567890",
  }
  with_segments(container, {
    ["whole ü.dat/slo/1500000000.000000/8/5/00000000"] = "5", ["whole ü.dat/slo/1500000000.000000/8/5/00000001"] = "3",
    ["copied from.dat/slo/1.5/13/5/00000000"] = "5", ["copied from.dat/slo/1.5/13/5/00000001"] = "5",
    ["copied from.dat/slo/1.5/13/5/00000002"] = "3",
    ["replaced.dat/slo/2.5/5/5/00000000"] = "5", ["d/gone.dat/2.5/3/3/00000000"] = "3",
    ["torn.dat/slo/3.5/10/5/00000000"] = "5", ["other tool"] = "3",
  }, function(segments)
    local before = segments:count()
    local outcome = run{container = container.name, report = "found.csv"}
    assert(outcome.ok, outcome.output)
    finding(outcome, "orphaned", "replaced.dat/slo/2.5/5/5")
    finding(outcome, "orphaned", "d/gone.dat/2.5/3/3")
    assert(finding(outcome, "broken", "torn.dat").detail:find("5 bytes", 1, true))
    finding(outcome, "unclear", "other tool")
    assert(#outcome.result.findings == 4, outcome.output)
    assert(outcome.result.orphaned_bytes == 8 and outcome.result.broken == 1)
    local lines = 0
    for _ in io.lines("found.csv") do lines = lines + 1 end
    assert(lines == 5 and segments:count() == before, "it changes nothing")
  end)
end)

test("finds a segment that is missing from a large object, by reading", function()
  -- The smallest file that is uploaded in segments; it takes hardly any room on this disk.
  local file = assert(io.open("large.bin", "w"))
  file:seek("set", 512 * 1024 * 1024 + 10)
  file:write("end")
  file:close()
  local container = scratch{["small.txt"] = "s"}
  container:upload("large.bin")
  local segments = container.project:get_container(container.name .. "_segments")
  local ok, e = pcall(function()
    local whole = run{container = container.name}
    assert(whole.ok and whole.result.looked_at == 1 and #whole.result.findings == 0, whole.output)
    local names = segments:list()
    -- Under a name that says nothing of it: only reading can tell now.
    container:move("large.bin", "", "renamed.bin")
    segments:delete(names[3].name)
    local outcome = run{container = container.name}
    assert(outcome.ok and outcome.result.broken == 1, outcome.output)
    -- Some archives say so as soon as the file is opened, others when the place is read.
    local detail = finding(outcome, "broken", "renamed.bin").detail
    assert(detail:find("byte 268435456", 1, true) or detail:find("00000002", 1, true), detail)
    assert(outcome.result.orphaned == 0, "its other segments are not taken for orphans")
  end)
  container.project:delete_container(segments.name, {confirm = segments.name})
  if not ok then error(e) end
end)

test("a container without large objects has nothing to find; a missing one is an error", function()
  local plain = run{container = scratch{["a"] = "a", ["empty"] = ""}.name, larger_than = 0}
  assert(plain.ok and #plain.result.findings == 0 and plain.result.looked_at == 1, plain.output)
  local empty = run{container = scratch{}.name}
  assert(empty.ok and empty.result.looked_at == 0, empty.output)
  local missing = run{container = "no-such-container-here"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
end)
