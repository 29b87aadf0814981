local function finding(outcome, what, name)
  for _, one in ipairs(outcome.result.findings) do
    if one.what == what and one.name == name then return one end
  end
  error("no '" .. what .. "' of " .. name .. " in " .. outcome.output)
end

-- What the report has of a broken file, and how often it says each thing.
local function broken(path, name)
  local detail, counts = nil, {broken = 0, orphaned = 0}
  for line in io.lines(path) do
    local what, of, rest = line:match("^(%a+),([^,]*),%d*,(.*)$")
    if what then counts[what] = (counts[what] or 0) + 1 end
    if what == "broken" and of == name then detail = rest end
  end
  return assert(detail, "nothing is said of " .. name), counts
end

-- The smallest file that is uploaded in segments, under these names: no call makes smaller ones. A practice archive keeps
-- its zeros, too.
local function with_large(names, fn)
  local file = assert(io.open("large.bin", "w"))
  file:seek("set", 512 * 1024 * 1024 + 10)
  file:write("end")
  file:close()
  local container = scratch{["small.txt"] = "s", empty = ""}
  container:upload("large.bin")
  local segments = container.project:get_container(container.name .. "_segments")
  local ok, e = pcall(function()
    for _, name in ipairs(names) do container:copy("large.bin", "", name) end
    fn(container, segments)
  end)
  container.project:delete_container(segments.name, {confirm = segments.name})
  if not ok then error(e, 0) end
end

test("finds the segment that is missing from a large object, and from its copies", function()
  with_large({"copy ü.bin"}, function(container, segments)
    local before = segments:count()
    local whole = run{container = container.name}
    assert(whole.ok and whole.result.looked_at == 2 and #whole.result.findings == 0, whole.output)
    local lost = segments:list()[3].name
    segments:delete(lost)
    local outcome = run{container = container.name, report = "found.csv"}
    assert(not outcome.ok and outcome.status == 1, outcome.output)
    assert(outcome.error.message == "2 large files are broken: see above", outcome.error.message)
    for _, name in ipairs{"large.bin", "copy ü.bin"} do
      local detail, counts = broken("found.csv", name)
      assert(detail:find(lost, 1, true) and detail:find("is missing", 1, true), detail)
      assert(outcome.output:find("broken +" .. name), outcome.output)
      -- What is left of a broken file is no orphan: it may be mended.
      assert(counts.broken == 2 and counts.orphaned == 0, outcome.output)
    end
    assert(segments:count() == before - 1, "it changes nothing")
  end)
end)

test("finds a segment that was changed", function()
  with_large({}, function(container, segments)
    local names = segments:list()  -- the others are all zeros, and the same
    segments:copy(names[#names].name, "", names[1].name, true)
    local outcome = run{container = container.name, report = "changed.csv"}
    assert(not outcome.ok and outcome.status == 1, outcome.output)
    local detail, counts = broken("changed.csv", "large.bin")
    assert(counts.broken == 1 and counts.orphaned == 0 and detail:find(names[1].name, 1, true), outcome.output)
    -- A practice archive says it in its own words.
    assert(detail:find("was changed", 1, true) or detail:find("not the one that the manifest names", 1, true), detail)
  end)
end)

test("tells orphaned segments from those that a file is made of", function()
  with_large({}, function(container, segments)
    local last = segments:list()[3]
    for _, name in ipairs{"d/gone.dat/slo/1.5/20/10/00000000", "d/gone.dat/slo/1.5/20/10/00000001", "other tool"} do
      segments:copy(last.name, "", name)
    end
    -- What was uploaded again has left nothing that is needed, though there is a file of that name.
    segments:copy(last.name, "", (last.name:gsub("/slo/[%d.]+/", "/slo/1.5/")))
    local outcome = run{container = container.name}
    assert(outcome.ok and outcome.result.orphaned == 3, outcome.output)
    assert(finding(outcome, "orphaned", "d/gone.dat/slo/1.5/20/10").detail == "2 segments")
    assert(finding(outcome, "orphaned", "other tool").bytes == last.bytes and outcome.result.orphaned_bytes == 4 * last.bytes)
  end)
end)

test("a container without large objects has nothing to find; a missing one is an error", function()
  local plain = run{container = scratch{["a"] = "a", ["empty"] = ""}.name}
  assert(plain.ok and #plain.result.findings == 0 and plain.result.looked_at == 0, plain.output)
  local empty = run{container = scratch{}.name}
  assert(empty.ok and empty.result.looked_at == 0, empty.output)
  local missing = run{container = "no-such-container-here"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  local nowhere = run{container = scratch{a = "a"}.name, report = "no-such-directory/r.csv"}
  assert(not nowhere.ok and nowhere.error.message:find("no-such-directory", 1, true), nowhere.output)
end)
