local function content(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
end

local function is_public(container)
  return table.concat(container:access_control().read, ","):find("PUBLIC", 1, true) ~= nil
end

local function arguments(container, more)
  local all = {
    container = container.name, title = "Reaching\nin mice", license = "CC-BY-4.0", citation = "Doe, J. (2024)",
    contact = "doe@example.org", description = "Spikes & *video*.",
  }
  for name, value in pairs(more or {}) do all[name] = value end
  return all
end

-- The two local files are those of the test, which runs in one directory: names of its own for each.
local function named(number)
  return {readme = "README-" .. number .. ".md", checksums = "SUMS-" .. number .. ".md5"}
end

test("writes the README and the checksums, and lets everybody in", function()
  local container = scratch{["sub-01/ü|x.dat"] = "data", ["back\\slash"] = "b", ["empty"] = ""}
  local outcome = run(arguments(container))
  assert(outcome.ok, outcome.output)
  assert(is_public(container) and outcome.result.changed and outcome.result.files == 3 and outcome.result.bytes == 5)
  local sums = container:read("CHECKSUMS.md5", {decode = false})
  assert(sums:find("\n\\92eb5ffee6ae2fec3ad71c777531578f  back\\\\slash\nd41d8cd98f00b204e9800998ecf8427e  empty\n"
    .. container:get("sub-01/ü|x.dat").hash .. "  sub-01/ü|x.dat\n", 1, true), sums)
  assert(#container:download(container:list(), "copy") == 5)
  assert(#container:verify("copy", {manifest = "copy/CHECKSUMS.md5", exclude = "README.md"}) == 3)
  local readme = container:read("README.md", {decode = false})
  for _, text in ipairs{
    "# Reaching in mice\n", "Spikes & *video*.", "License: CC-BY-4.0\n", "Cite as: Doe, J. (2024)\n", "Contact: doe@example.org\n",
    "3 files, 5 bytes", container:get("CHECKSUMS.md5").hash, "| `sub-01/ü\\|x.dat` | 4 | " .. container:get("sub-01/ü|x.dat").hash,
  } do assert(readme:find(text, 1, true), text .. " is not in " .. readme) end
  assert(content("README.md") == readme and content("CHECKSUMS.md5") == sums)
end)

test("run again, it changes nothing; after a change it brings the files up to date", function()
  local container = scratch{["a.dat"] = "a"}
  local given = arguments(container, named(2))
  write("SUMS-2.md5", "")  -- as an interrupted run leaves it
  write("README-2.md", "<!-- This file is")  -- as a full disk leaves it
  assert(run(given).ok)
  local before = container:get("README-2.md").last_modified
  local again = run(given)
  assert(again.ok and not again.result.changed and again.result.files == 1, again.output)
  assert(container:get("README-2.md").last_modified == before, "it was not uploaded again")
  container:copy("a.dat", "", "b.dat")
  local after = run(given)
  assert(after.ok and after.result.files == 2, after.output)
  assert(container:read("SUMS-2.md5", {decode = false}):find("  b.dat\n", 1, true))
  assert(container:read("README-2.md", {decode = false}):find("2 files", 1, true))
end)

test("with --plan nothing is changed in the archive", function()
  local container = scratch{["a.dat"] = "a"}
  local outcome = run(arguments(container, named(3)), {plan = true})
  assert(outcome.ok, outcome.output)
  assert(container:count() == 1 and not is_public(container))
  assert(outcome.output:find("would be public", 1, true) and not outcome.output:find("is public", 1, true), outcome.output)
  assert(content("README-3.md"):find("1 files", 1, true))
end)

test("replaces no file that somebody else wrote", function()
  local container = scratch{["README.md"] = "my own", ["a.dat"] = "a"}
  local own = run(arguments(container, {work = ".", checksums = "SUMS-4.md5", readme = "README.md"}))
  assert(not own.ok and own.error.message:find("README.md", 1, true), own.output)
  write("README-4.md", "local notes\n")
  local here = run(arguments(container, named(4)))
  assert(not here.ok and here.error.message:find("here", 1, true), here.output)
  assert(content("README-4.md") == "local notes\n" and container:count() == 2 and not is_public(container))
  local beside = run(arguments(container, {readme = "PUBLICATION.md", checksums = "SUMS-4.md5"}))
  assert(beside.ok and container:read("README.md", {decode = false}) == "my own" and beside.result.files == 2, beside.output)
end)

test("large objects are read for their checksums, and their segments are opened too", function()
  -- The smallest file that is uploaded in segments: no call makes smaller ones. A practice archive keeps its zeros, too.
  local file = assert(io.open("large.bin", "w"))
  file:seek("set", 512 * 1024 * 1024 + 10)
  file:write("end")
  file:close()
  local container = scratch{["plain.dat"] = "1234"}
  container:upload("large.bin")
  local segments = container.project:get_container(container.name .. "_segments")
  local outcome = run(arguments(container, named(5)))
  local opened = is_public(segments)
  container:delete("large.bin")
  container.project:delete_container(segments.name, {confirm = segments.name})
  assert(outcome.ok and opened, outcome.output)
  assert(#outcome.result.read == 1 and outcome.result.read[1] == "large.bin", outcome.output)
  local sums = container:read("SUMS-5.md5", {decode = false})
  assert(sums:find("\n9e3546b1aab3fbc6c187b9700056dbc8  large.bin\n81dc9bdb52d04dc20036dbd8313ed055  plain.dat\n", 1, true), sums)
  local readme = container:read("README-5.md", {decode = false})
  assert(readme:find("| `large.bin` | 536870925 | 9e3546b1aab3fbc6c187b9700056dbc8 |", 1, true), readme)
end)

test("refuses what cannot be published, before anything is changed", function()
  local container = scratch{["a"] = "a"}
  container:copy("a", "", "../up")
  local odd = run(arguments(container, named(6)))
  assert(not odd.ok and odd.error.message:find("../up", 1, true), odd.output)
  assert(container:count() == 2 and not is_public(container) and not io.open("README-6.md"))
  container:copy("a", "", "full/")
  container:delete("../up")
  local full = run(arguments(container, named(6)))
  assert(not full.ok and full.error.message:find("full/", 1, true) and not is_public(container), full.output)
  local empty = scratch{}
  local nothing = run(arguments(empty, named(6)))
  assert(not nothing.ok and not is_public(empty) and empty:count() == 0, nothing.output)
  local untitled = run(arguments(container, {title = " "}))
  assert(not untitled.ok and untitled.error.message:find("--title", 1, true) and not is_public(container), untitled.output)
  local path = run(arguments(container, {readme = "d/README.md"}))
  assert(not path.ok and path.error.message:find("plain name", 1, true), path.output)
  local nowhere = run(arguments(scratch{a = "a"}, {work = "no-such-directory"}))
  assert(nowhere.status == 1 and nowhere.error.message:find("no-such-directory", 1, true), nowhere.output)
  local missing = run{container = "no-such-container-here", title = "t", license = "l", citation = "c", contact = "c"}
  assert(not missing.ok and missing.error.code == "not_found", missing.output)
  local without = run{container = container.name, title = "t", citation = "c", contact = "c"}
  assert(not without.ok and without.status == 2, without.output)
end)
