local files = {
  ["sub-01/a.csv"] = "1,2,3\n", ["sub-01/deep/ü 'q' \"x\".txt"] = "umlaut", ["back\\slash"] = "b", ["new\nline"] = "n",
  ["empty"] = "", ["#hash"] = "h",
}
local expected_manifest = {
  "d41d8cd98f00b204e9800998ecf8427e  empty", "\\92eb5ffee6ae2fec3ad71c777531578f  back\\\\slash",
  "\\7b8b965ad4bca0e41ab51de7b31363a1  new\\nline", "2510c39011c5be704182423e3a695e91  #hash",
}

local function content(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

local function lines_of(path)
  local lines, count = {}, 0
  for line in io.lines(path) do lines[line], count = true, count + 1 end
  return lines, count
end

test("copies every file, and writes a manifest that md5sum reads", function()
  local container = scratch(files)
  local outcome = run{container = container.name, directory = "backup"}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.files == 6 and outcome.result.fetched == 6 and outcome.result.bytes == 15)
  for name, text in pairs(files) do assert(content("backup/" .. name) == text, name) end
  local lines, count = lines_of("backup/" .. container.name .. ".md5")
  assert(count == 6, count)
  for _, line in ipairs(expected_manifest) do assert(lines[line], line) end
  -- The same manifest tells of damage.
  local manifest = "backup/" .. container.name .. ".md5"
  assert(#container:verify("backup", {manifest = manifest}) == 6)
  write("backup/empty", "no longer")
  local report = container:verify("backup", {manifest = manifest, raise = false})
  assert(#report.differing == 1 and report.differing[1] == "empty")
end)

test("a second run fetches only what is damaged, missing or new, and deletes nothing", function()
  local container = scratch(files)
  assert(run{container = container.name, directory = "again"}.ok)
  local idle = run{container = container.name, directory = "again"}
  assert(idle.ok and idle.result.fetched == 0 and idle.result.files == 6, idle.output)
  write("again/sub-01/a.csv", "9,9,9\n")  -- as long as it was
  write("again/own notes.txt", "mine")
  container:delete("empty")
  write("later.txt", "new")
  container:upload("later.txt")
  local outcome = run{container = container.name, directory = "again"}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.fetched == 2 and outcome.result.files == 6, outcome.output)
  assert(content("again/sub-01/a.csv") == "1,2,3\n" and content("again/later.txt") == "new")
  assert(content("again/own notes.txt") == "mine" and content("again/empty") == "")
  table.sort(outcome.result.extra)
  assert(#outcome.result.extra == 2 and outcome.result.extra[1] == "empty" and outcome.result.extra[2] == "own notes.txt")
  local lines = lines_of("again/" .. container.name .. ".md5")
  assert(lines["22af645d1859cb5ca6da0c484f1f37ea  later.txt"] and not lines[expected_manifest[1]])
end)

test("names that no local path can have are told, and the others are saved", function()
  local container = scratch{["good.txt"] = "good", ["d/inner"] = "i"}
  container:copy("good.txt", "", "../up.txt")
  container:copy("good.txt", "", "/top.txt")
  local outcome = run{container = container.name, directory = "some"}
  assert(not outcome.ok and outcome.status == 1)
  assert(outcome.error.message:find("2 files are not backed up", 1, true), outcome.error.message)
  assert(outcome.output:find("../up.txt", 1, true) and outcome.output:find("/top.txt", 1, true))
  assert(content("some/good.txt") == "good" and content("some/d/inner") == "i")
  local lines, count = lines_of("some/" .. container.name .. ".md5")
  assert(count == 2 and lines["755f85c2723bb39381c7379a604160d8  good.txt"])
  assert(not io.open("up.txt"))
end)

test("a large object is proved, and is not in the manifest", function()
  -- The smallest file that is uploaded in segments: no call makes smaller ones. A practice archive keeps its zeros, too.
  local file = assert(io.open("large.bin", "w"))
  file:seek("set", 512 * 1024 * 1024 + 10)
  file:write("end")
  file:close()
  local container = scratch{["plain.dat"] = "1234"}
  container:upload("large.bin")
  local outcome = run{container = container.name, directory = "large"}
  container:delete("large.bin")
  container.project:delete_container(container.name .. "_segments", {confirm = container.name .. "_segments"})
  write("large/large.bin", "")  -- it has been of use, and takes room
  assert(outcome.ok and outcome.result.files == 2 and outcome.result.bytes == 536870929, outcome.output)
  assert(#outcome.result.not_in_manifest == 1 and outcome.result.not_in_manifest[1] == "large.bin", outcome.output)
  local lines, count = lines_of("large/" .. container.name .. ".md5")
  assert(count == 1 and lines["81dc9bdb52d04dc20036dbd8313ed055  plain.dat"])
end)

test("what has content and the name of a directory is told, and the rest is saved", function()
  local container = scratch{["d/a"] = "1", empty = ""}
  container:copy("empty", "", "d/")
  assert(run{container = container.name, directory = "marks"}.ok, "a mark of a directory is no file")
  container:copy("d/a", "", "full/")
  local outcome = run{container = container.name, directory = "marks"}
  assert(not outcome.ok and outcome.output:find("full/", 1, true) and content("marks/d/a") == "1", outcome.output)
end)

test("leaves out what a pattern matches", function()
  local container = scratch(files)
  local outcome = run{container = container.name, directory = "part", exclude = {"sub-01/deep/", "empty"}}
  assert(outcome.ok and outcome.result.files == 4, outcome.output)
  assert(not io.open("part/empty") and content("part/sub-01/a.csv") == "1,2,3\n")
end)

test("an empty container makes nothing; a missing one, and a file where the manifest belongs, are errors", function()
  local empty = run{container = scratch{}.name, directory = "nothing"}
  assert(empty.ok and empty.result.files == 0, empty.output)
  local missing = run{container = "no-such-container-here", directory = "nothing"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  local container = scratch{["x"] = "x"}
  container:copy("x", "", container.name .. ".md5")
  local clash = run{container = container.name, directory = "clash"}
  assert(not clash.ok and clash.error.message:find("manifest", 1, true), clash.output)
  assert(not io.open("clash/x"))
end)
