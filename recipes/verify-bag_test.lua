local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

-- The lines of a manifest for these files, with the checksums that the container has now.
local function lines_of(container, names)
  local lines = {}
  for _, name in ipairs(names) do
    lines[#lines + 1] = container:get(name).hash .. "  data/" .. name:gsub("%%", "%%25"):gsub("\n", "%%0A") .. "\n"
  end
  return table.concat(lines)
end

local function problems_of(outcome)
  local problems = {}
  for line in outcome.output:gmatch("[^\n]+") do
    local where, what, name = line:match("^(%a+)%s%s+(.-)%s%s+(.-)%s*$")
    if where == "archive" or where == "bag" then problems[#problems + 1] = where .. " " .. what .. " " .. name end
  end
  table.sort(problems)
  return table.concat(problems, "|")
end

test("a container that is what the manifest says", function()
  local names = {"sub-01/ü 'q'.txt", "100%.txt", "new\nline", "empty"}
  local container = scratch{[names[1]] = "umlaut", [names[2]] = "p", [names[3]] = "n", [names[4]] = ""}
  write("manifest-md5.txt", lines_of(container, names))
  local outcome = run{container = container.name}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.matching == 4 and #outcome.result.problems == 0 and #outcome.result.read == 0)
end)

test("tells what differs, is missing and was added", function()
  local container = scratch{a = "one", b = "two", c = "three", ["new name"] = "n"}
  write("manifest-md5.txt", lines_of(container, {"a", "b", "c"}):gsub("\n", "\r\n"):upper():gsub("DATA/.", string.lower))
  write("b", "2")
  container:upload("b", {overwrite = true})
  container:delete("c")
  local outcome = run{container = container.name}
  assert(not outcome.ok and outcome.status == 1 and outcome.error.message:find("3 things", 1, true), outcome.output)
  assert(problems_of(outcome) == "archive differs b|archive missing c|archive not in the manifest new name", outcome.output)
  assert(outcome.output:find("1 of 3 files", 1, true), outcome.output)
  assert(outcome.output:find("reading b", 1, true), "a file that seems to differ is read before it is accused")
end)

test("compares a local bag as well", function()
  local container = scratch{["d/a"] = "one", ["d/b"] = "two", c = "three"}
  container:download(container:list(), "bag/data")
  write("manifest-md5.txt", lines_of(container, {"c", "d/a", "d/b"}))
  local whole = run{container = container.name, bag = "bag"}
  assert(whole.ok and whole.result.matching == 3 and whole.result.bag_matching == 3, whole.output)
  write("bag/data/d/b", "tvo")
  write("bag/data/more", "m")
  local outcome = run{container = container.name, bag = "bag"}
  assert(not outcome.ok, outcome.output)
  assert(problems_of(outcome) == "bag differs data/d/b|bag not in the manifest data/more", outcome.output)
  container:download(container:list{dir_path = "d"}, "part/data")
  local part = run{container = container.name, bag = "part"}
  assert(not part.ok and problems_of(part) == "bag missing data/c", part.output)
end)

test("what a bag has beside data/ is no file of it, and a bag without data/ is told", function()
  local container = scratch{["d/a"] = "one", b = "two"}
  container:download(container:list(), "real/data")
  local manifest = lines_of(container, {"b", "d/a"})
  for name, text in pairs{["bagit.txt"] = "BagIt-Version: 1.0\n", ["bag-info.txt"] = "Payload-Oxum: 6.2\n",
    ["manifest-md5.txt"] = manifest, ["tagmanifest-md5.txt"] = string.rep("0", 32) .. "  bagit.txt\n"} do
    write("real/" .. name, text)
  end
  local outcome = run{container = container.name, manifest = "real/manifest-md5.txt", bag = "real"}
  assert(outcome.ok and outcome.result.bag_matching == 2, outcome.output)
  local part = run{container = container.name, manifest = "real/manifest-md5.txt", bag = "real", directory = "d"}
  assert(part.ok and part.result.bag_matching == 1, part.output)
  container:download("b", "hollow")
  local hollow = run{container = container.name, manifest = "real/manifest-md5.txt", bag = "hollow"}
  assert(not hollow.ok and problems_of(hollow) == "bag has no data/ hollow", hollow.output)
end)

test("what has content and the name of a directory was added", function()
  local container = scratch{a = "one", empty = ""}
  write("manifest-md5.txt", lines_of(container, {"a", "empty"}))
  container:copy("empty", "", "mark/")
  assert(run{container = container.name}.ok)
  container:copy("a", "", "full/")
  local outcome = run{container = container.name}
  assert(not outcome.ok and problems_of(outcome) == "archive not in the manifest full/", outcome.output)
end)

test("takes any of the checksums that a bag may have", function()
  local container = scratch{a = "one", ["d/b"] = "two"}
  container:download(container:list(), "sums/data")
  for _, algorithm in ipairs{"sha1", "sha256", "sha512"} do
    local lines = {}
    for file in container:files() do lines[#lines + 1] = file:checksum(algorithm) .. "  data/" .. file.name .. "\n" end
    write("sums/manifest.txt", table.concat(lines))
    local outcome = run{container = container.name, manifest = "sums/manifest.txt", bag = "sums"}
    assert(outcome.ok and outcome.result.matching == 2 and outcome.result.bag_matching == 2, outcome.output)
    assert(#outcome.result.read == 2, "the archive has MD5 only")
  end
  write("sums/manifest.txt", string.rep("0", 40) .. "  data/a\n" .. string.rep("0", 64) .. "  data/d/b\n")
  assert(run{container = container.name, manifest = "sums/manifest.txt"}.error.message:find("data/d/b", 1, true), "one kind only")
end)

test("keeps to a directory", function()
  local container = scratch{["d/a"] = "one", ["e/b"] = "two"}
  write("manifest-md5.txt", lines_of(container, {"d/a"}) .. string.rep("0", 32) .. "  data/e/b\n")
  local outcome = run{container = container.name, directory = "d"}
  assert(outcome.ok and outcome.result.matching == 1, outcome.output)
  local other = run{container = container.name, directory = "e"}
  assert(not other.ok and problems_of(other) == "archive differs e/b", other.output)
  local none = run{container = container.name, directory = "f"}
  assert(not none.ok and none.error.message:find("data/f/", 1, true), none.output)
end)

test("refuses what is no manifest, no container and no file", function()
  local container = scratch{a = "one"}
  write("other.txt", "hello\n")
  local other = run{container = container.name, manifest = "other.txt"}
  assert(not other.ok and other.error.message:find("hello", 1, true), other.output)
  write("sha.txt", string.rep("0", 63) .. "  data/a\n")
  assert(not run{container = container.name, manifest = "sha.txt"}.ok)
  write("none.txt", "")
  assert(not run{container = container.name, manifest = "none.txt"}.ok)
  local absent = run{container = container.name, manifest = "absent.txt"}
  assert(not absent.ok and absent.error.message:find("absent.txt", 1, true), absent.error.message)
  local missing = run{container = "no-such-container-here", manifest = "none.txt"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
end)
