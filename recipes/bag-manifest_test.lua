local function content(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

test("writes the checksums as a bag has them", function()
  local container = scratch{["sub-01/ü 'q'.txt"] = "umlaut", ["100%.txt"] = "new", ["new\nline"] = "n", empty = "", a = "1,2,3\n"}
  container:copy("a", "", "a/b")
  local outcome = run{container = container.name}
  assert(outcome.ok, outcome.output)
  assert(outcome.result.files == 6 and outcome.result.bytes == 22 and #outcome.result.read == 0, outcome.output)
  local text = content("manifest-md5.txt")
  assert(text == container:get("100%.txt").hash .. "  data/100%25.txt\n"
    .. container:get("a").hash .. "  data/a\n" .. container:get("a").hash .. "  data/a/b\n"
    .. "d41d8cd98f00b204e9800998ecf8427e  data/empty\n"
    .. "7b8b965ad4bca0e41ab51de7b31363a1  data/new%0Aline\n"
    .. container:get("sub-01/ü 'q'.txt").hash .. "  data/sub-01/ü 'q'.txt\n", text)
end)

test("directory markers are no files", function()
  local container = scratch{["d/a"] = "1", empty = ""}
  container:copy("empty", "", "d/")
  container:download("d/a", "markers")
  local outcome = run{container = container.name, manifest = "markers/manifest-md5.txt", directory = "d"}
  assert(outcome.ok and outcome.result.files == 1, outcome.output)
  assert(content("markers/manifest-md5.txt") == container:get("d/a").hash .. "  data/d/a\n")
end)

test("a local copy is what the manifest of it says, and a changed one is not", function()
  local container = scratch{["sub-01/ü.txt"] = "umlaut", ["50%25.txt"] = "percent", ["new\nline"] = "n"}
  assert(run{container = container.name, manifest = "bag.manifest-md5.txt"}.status == 1, "any other name is refused")
  container:download(container:list(), "bag/data")
  local outcome = run{container = container.name, manifest = "bag/manifest-md5.txt"}
  assert(outcome.ok, outcome.output)
  assert(#container:verify("bag", {manifest = "bag/manifest-md5.txt"}) == 3)
  local file <close> = assert(io.open("bag/data/sub-01/ü.txt", "w"))
  file:write("Umlaut")
  file:flush()
  local report = container:verify("bag", {manifest = "bag/manifest-md5.txt", raise = false})
  assert(#report.differing == 1 and #report.matching == 2)
end)

test("the manifest's name says which checksums it has", function()
  local container = scratch{["abc.txt"] = "abc"}
  container:download("abc.txt", "sha")
  local outcome = run{container = container.name, manifest = "sha/manifest-sha256.txt"}
  assert(outcome.ok and #outcome.result.read == 1, outcome.output)
  assert(content("sha/manifest-sha256.txt") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  data/abc.txt\n")
  assert(run{container = container.name, manifest = "sha/manifest-crc32.txt"}.error.message:find("sha512", 1, true))
end)

test("reads a large object, and names it", function()
  -- The smallest file that is uploaded in segments: no call makes smaller ones. A practice archive keeps its zeros, too.
  local file = assert(io.open("large.bin", "w"))
  file:seek("set", 512 * 1024 * 1024 + 10)
  file:write("end")
  file:close()
  local container = scratch{["plain.dat"] = "1234"}
  container:upload("large.bin")
  container:download("plain.dat", "large")
  local outcome = run{container = container.name, manifest = "large/manifest-md5.txt"}
  container:delete("large.bin")
  container.project:delete_container(container.name .. "_segments", {confirm = container.name .. "_segments"})
  assert(outcome.ok and #outcome.result.read == 1 and outcome.result.read[1] == "large.bin", outcome.output)
  assert(content("large/manifest-md5.txt") == "9e3546b1aab3fbc6c187b9700056dbc8  data/large.bin\n81dc9bdb52d04dc20036dbd8313ed055  data/plain.dat\n")
end)

test("never replaces a manifest that says something else", function()
  local container = scratch{["d/a"] = "1", ["e/b"] = "2"}
  container:download("d/a", "kept")
  local one = {container = container.name, manifest = "kept/manifest-md5.txt", directory = "d"}
  assert(run(one).ok and run(one).ok, "the same again does nothing")
  local before = content("kept/manifest-md5.txt")
  assert(before == container:get("d/a").hash .. "  data/d/a\n")
  local outcome = run{container = container.name, manifest = "kept/manifest-md5.txt"}
  assert(not outcome.ok and outcome.error.message:find("verify-bag", 1, true), outcome.output)
  assert(content("kept/manifest-md5.txt") == before)
end)

test("a manifest that was not finished passes for none, and is made by the next run", function()
  local container = scratch{["good.txt"] = "good"}
  container:download("good.txt", "cut/data")
  container:copy("good.txt", "", "../up.txt")
  container:delete("good.txt")
  -- What every file fails leaves is what an interruption leaves.
  local arguments = {container = container.name, manifest = "cut/manifest-md5.txt"}
  local none = run(arguments)
  assert(not none.ok and none.error.message == "no file is in the manifest: see above", none.output)
  assert(content("cut/manifest-md5.txt"):find("not finished", 1, true), content("cut/manifest-md5.txt"))
  local ok, e = pcall(container.verify, container, "cut", {manifest = "cut/manifest-md5.txt"})
  assert(not ok and e.code == "usage", tostring(e))
  container:move("../up.txt", "", "good.txt")
  assert(run(arguments).ok and content("cut/manifest-md5.txt") == "755f85c2723bb39381c7379a604160d8  data/good.txt\n")
  local marks = scratch{empty = ""}
  marks:move("empty", "", "mark/")
  container:download("good.txt", "marks")
  assert(run{container = marks.name, manifest = "marks/manifest-md5.txt"}.ok and not io.open("marks/manifest-md5.txt"))
end)

test("names that no local file can have are told, and the others are written down", function()
  local container = scratch{["good.txt"] = "good"}
  container:download("good.txt", "odd")
  for _, name in ipairs{"../up.txt", "/top.txt", "a//b", "full/"} do container:copy("good.txt", "", name) end
  local outcome = run{container = container.name, manifest = "odd/manifest-md5.txt"}
  assert(not outcome.ok and outcome.error.message:find("4 files", 1, true), outcome.output)
  assert(outcome.output:find("../up.txt", 1, true) and outcome.output:find("full/", 1, true))
  assert(content("odd/manifest-md5.txt") == "755f85c2723bb39381c7379a604160d8  data/good.txt\n")
end)

test("an empty container has nothing to write down; a missing one is an error", function()
  local source = scratch{x = "x"}
  source:download("x", "nothing")
  local empty = run{container = scratch{}.name, manifest = "nothing/manifest-md5.txt"}
  assert(empty.ok and empty.result.files == 0, empty.output)
  local missing = run{container = "no-such-container-here", manifest = "nothing/manifest-md5.txt"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  local nowhere = run{container = source.name, manifest = "no-such-directory/manifest-md5.txt"}
  assert(nowhere.status == 1 and nowhere.error.message:find("no-such-directory", 1, true), nowhere.output)
  local misspelt = run{container = source.name, manifest = "nothing/manifest-md5.txt", directory = "nope"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'nope'", 1, true), misspelt.output)
  assert(not io.open("nothing/manifest-md5.txt"))
end)
