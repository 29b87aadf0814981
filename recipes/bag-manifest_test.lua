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

test("what it reads itself has the checksums that the archive has", function()
  local files = {}
  for _, length in ipairs{0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 70} do
    files["f" .. length] = string.rep("Grüße \0\255", length // 10 + 1):sub(1, length)
  end
  local container = scratch(files)
  container:download("f1", "one")
  container:download("f1", "two")
  local taken = run{container = container.name, manifest = "one/manifest-md5.txt"}
  local read = run{container = container.name, manifest = "two/manifest-md5.txt", read_larger_than = 0}
  assert(taken.ok and #taken.result.read == 0, taken.output)
  assert(read.ok and #read.result.read == 15, read.output)
  assert(content("one/manifest-md5.txt") == content("two/manifest-md5.txt"))
end)

test("reads what may be a large object, and names it", function()
  local container = scratch{["large.dat"] = "12345123", ["plain.dat"] = "1234"}
  local source = scratch{["5"] = "12345", ["3"] = "123"}
  source:download({source:get("5"), source:get("3")}, "segments")
  local segments = container.project:create_container(container.name .. "_segments")
  segments:upload({"segments/5", "segments/3"}, "renamed.dat/slo/1500000000.000000/8/5")
  local outcome = run{container = container.name, manifest = "segments/manifest-md5.txt"}
  container.project:delete_container(segments.name, {confirm = segments.name})
  assert(outcome.ok, outcome.output)
  assert(#outcome.result.read == 1 and outcome.result.read[1] == "large.dat", outcome.output)
  assert(outcome.output:find("large.dat", 1, true))
  assert(content("segments/manifest-md5.txt"):find(container:get("large.dat").hash .. "  data/large.dat\n", 1, true))
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

test("names that no local file can have are told, and the others are written down", function()
  local container = scratch{["good.txt"] = "good"}
  container:download("good.txt", "odd")
  for _, name in ipairs{"../up.txt", "/top.txt", "a//b"} do container:copy("good.txt", "", name) end
  local outcome = run{container = container.name, manifest = "odd/manifest-md5.txt"}
  assert(not outcome.ok and outcome.error.message:find("3 files", 1, true), outcome.output)
  assert(outcome.output:find("../up.txt", 1, true))
  assert(content("odd/manifest-md5.txt") == "755f85c2723bb39381c7379a604160d8  data/good.txt\n")
end)

test("an empty container has nothing to write down; a missing one is an error", function()
  local source = scratch{x = "x"}
  source:download("x", "nothing")
  local empty = run{container = scratch{}.name, manifest = "nothing/manifest-md5.txt"}
  assert(empty.ok and empty.result.files == 0, empty.output)
  local missing = run{container = "no-such-container-here", manifest = "nothing/manifest-md5.txt"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  assert(not io.open("nothing/manifest-md5.txt"))
end)
