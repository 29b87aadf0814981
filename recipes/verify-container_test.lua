local function content(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

-- The rows of a report: their cells by name of file. No cell of these tests has a comma or a quote in it.
local function rows(path)
  local found, count = {}, 0
  for line in io.lines(path) do
    local cells = {}
    for cell in (line .. ","):gmatch("([^,]*),") do cells[#cells + 1] = cell end
    if count == 0 then
      assert(line == "name,bytes,last_modified,checksum,checked,verdict,detail", line)
    else
      found[cells[1]] = {bytes = cells[2], last_modified = cells[3], checksum = cells[4], verdict = cells[6], detail = cells[7]}
    end
    count = count + 1
  end
  return found, count - 1
end

-- Changes what a practice archive stores of a file, as a disk that fails does, keeping its size; whether it found that. In
-- the database the name of the file that holds an object's content stands behind the object's name.
local function damage(name)
  for number = 30, 1, -1 do
    local folder = "../archive-" .. number .. "/"
    for _, database in ipairs{"archive.sqlite-wal", "archive.sqlite"} do
      local file = io.open(folder .. database, "rb")
      local stored
      if file then
        local text = file:read("a")
        file:close()
        local _, stop = text:find(name, 1, true)
        stored = stop and text:match("^%x+", stop + 1):sub(1, 32)
      end
      if stored then
        local object <close> = assert(io.open(folder .. "objects/" .. stored:sub(1, 2) .. "/" .. stored, "r+b"))
        local first = object:read(1)
        object:seek("set", 0)
        object:write(first == "X" and "Y" or "X")
        return true
      end
    end
  end
  return false
end

test("reports each file with the archive's checksum", function()
  local container = scratch{["sub-01/ö 'q'.txt"] = "umlaut", empty = "", a = "123", ["d/a"] = "1"}
  for _, name in ipairs{"/slash", "a/b", "x//y", "..", "../up", "marker/"} do container:copy("a", "", name) end
  local outcome = run{container = container.name}
  assert(outcome.ok and outcome.status == 0, outcome.output)
  local result = outcome.result
  assert(result.files == 10 and result.intact == 10 and result.bytes == 28 and #result.problems == 0, outcome.output)
  local report, count = rows("fixity.csv")
  assert(count == 10)
  for file in container:files() do
    local row = report[file.name]
    assert(row.verdict == "intact" and row.detail == "" and row.checksum == file.hash, file.name)
    assert(tonumber(row.bytes) == file.bytes and row.last_modified == file.last_modified, file.name)
  end
  assert(report["sub-01/ö 'q'.txt"].checksum == container:get("sub-01/ö 'q'.txt").hash)
end)

test("finds the file that was damaged", function()
  local name = "recording-4711.dat"
  local container = scratch{[name] = string.rep("spikes ", 20000), ["good.dat"] = "good", ["z/last.txt"] = "last"}
  if container.metadata["x-trans-id"] then return end  -- a real service: its disks are not ours
  assert(damage(name), "a practice archive stores it elsewhere by now")
  local outcome = run{container = container.name}
  assert(not outcome.ok and outcome.status == 1, outcome.output)
  assert(outcome.error.message:find("1 of 3 files", 1, true) and outcome.output:find(name, 1, true), outcome.output)
  local report, count = rows("fixity.csv")
  assert(count == 3 and report[name].verdict == "damaged" and report[name].detail ~= "", content("fixity.csv"))
  assert(report["good.dat"].verdict == "intact" and report["z/last.txt"].verdict == "intact")
end)

test("the checksum in the report is of the kind that was asked for", function()
  local outcome = run{container = scratch{["abc.txt"] = "abc"}.name, algorithm = "sha256"}
  assert(outcome.ok, outcome.output)
  assert(rows("fixity.csv")["abc.txt"].checksum == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
end)

test("takes one directory only, replaces the report, and many files", function()
  local files = {}
  for number = 1, 150 do files["many/" .. number .. ".txt"] = "content " .. number end
  files["manyother.txt"] = "1"
  local container = scratch(files)
  assert(run{container = container.name, report = "r.csv"}.result.files == 151)
  local outcome = run{container = container.name, directory = "many", report = "r.csv"}
  assert(outcome.ok and outcome.result.files == 150 and outcome.result.intact == 150, outcome.output)
  local report, count = rows("r.csv")
  assert(count == 150 and report["many/150.txt"] and not report["manyother.txt"])
end)

test("a large object is compared segment by segment, and is not intact without one of them", function()
  -- The smallest file that is uploaded in segments: no call makes smaller ones. A practice archive keeps its zeros, too.
  local file = assert(io.open("large.bin", "w"))
  file:seek("set", 512 * 1024 * 1024 + 10)
  file:write("end")
  file:close()
  local container = scratch{["small.txt"] = "s"}
  container:upload("large.bin")
  local segments = container.project:get_container(container.name .. "_segments")
  local ok, e = pcall(function()
    local outcome = run{container = container.name}
    assert(outcome.ok and outcome.result.intact == 2 and outcome.result.bytes == 536870926, outcome.output)
    segments:delete(segments:files()().name)
    local torn = run{container = container.name}
    assert(not torn.ok and torn.error.message:find("1 of 2 files", 1, true), torn.output)
    local report = rows("fixity.csv")
    assert(report["small.txt"].verdict == "intact" and report["large.bin"].verdict ~= "intact", content("fixity.csv"))
  end)
  pcall(container.delete, container, "large.bin")
  pcall(container.project.delete_container, container.project, segments.name, {confirm = segments.name})
  if not ok then error(e, 0) end
end)

test("an empty container is intact, one that is not there is an error", function()
  local outcome = run{container = scratch{}.name}
  assert(outcome.ok and outcome.result.files == 0, outcome.output)
  local _, count = rows("fixity.csv")
  assert(count == 0)
  local missing = run{container = "no-such-container-4711"}
  assert(missing.error.code == "not_found" and missing.status == 1)
  local misspelt = run{container = scratch{a = "a"}.name, directory = "nope", report = "not written.csv"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'nope'", 1, true), misspelt.output)
  assert(not io.open("not written.csv"))
  assert(run{}.status == 2)
  local nowhere = run{container = scratch{}.name, report = "no-such-directory/r.csv"}
  assert(not nowhere.ok and nowhere.error.message:find("no-such-directory", 1, true), nowhere.output)
end)
