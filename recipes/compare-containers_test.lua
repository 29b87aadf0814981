local function content(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

-- The findings in their order: "finding name|finding name".
local function findings(outcome)
  assert(outcome.ok, outcome.output)
  local list = {}
  for _, one in ipairs(outcome.result.findings) do list[#list + 1] = one.finding .. " " .. one.name end
  return table.concat(list, "|")
end

test("containers with the same files are the same", function()
  local files = {["a.txt"] = "1", ["sub/ö 'q'.txt"] = "22", empty = ""}
  local container, other = scratch(files), scratch(files)
  for _, one in ipairs{container, other} do
    for _, name in ipairs{"/slash", "a.txt/b", "x//y", "..", "Z"} do one:copy("a.txt", "", name) end
  end
  local outcome = run{container = container.name, target = other.name, strict = true}
  assert(findings(outcome) == "" and outcome.result.same == 8 and outcome.result.different == 0, outcome.output)
end)

test("tells what is missing, extra and different, in the order of names", function()
  local container = scratch{["a.txt"] = "1", ["b,c.txt"] = "22", ["same.txt"] = "s", ["size.txt"] = "12", ["ö.txt"] = "x", empty = ""}
  local other = scratch{["B.txt"] = "new", ["b,c.txt"] = "33", ["same.txt"] = "s", ["size.txt"] = "123", ["~.txt"] = "y", empty = "1"}
  local outcome = run{container = container.name, target = other.name, report = "differences.csv"}
  assert(findings(outcome) == "extra B.txt|missing a.txt|other checksum b,c.txt|other size empty|other size size.txt|extra ~.txt|missing ö.txt",
    findings(outcome))
  assert(outcome.result.same == 1 and outcome.result.different == 7 and outcome.result.counts.extra == 2)
  local text = content("differences.csv")
  assert(text:find("finding,name,bytes,bytes_there,checksum,checksum_there,detail\nextra,B.txt,,3,", 1, true) == 1, text)
  assert(text:find('\nother checksum,"b,c.txt",2,2,' .. container:get("b,c.txt").hash .. "," .. other:get("b,c.txt").hash .. ",\n", 1, true), text)
  assert(select(2, text:gsub("\n", "")) == 8, text)
  local back = run{container = other.name, target = container.name}
  assert(back.result.counts.missing == 2 and back.result.counts.extra == 2 and back.result.same == 1)
end)

test("reads where only the checksums differ", function()
  local block = string.rep("0123456789abcdef", 65536 * 2)  -- two pieces of what is read at once
  local container = scratch{["late.dat"] = block .. "A", ["early.dat"] = "Ax", ["same.dat"] = block}
  local other = scratch{["late.dat"] = block .. "B", ["early.dat"] = "Bx", ["same.dat"] = block}
  local outcome = run{container = container.name, target = other.name, read = true}
  assert(findings(outcome) == "other content early.dat|other content late.dat", findings(outcome))
  assert(outcome.result.same == 1)
end)

test("leaves out markers of directories, but no file", function()
  local container, other = scratch{["d/a"] = "1", empty = ""}, scratch{["d/a"] = "1", empty = ""}
  container:copy("empty", "", "d/")
  assert(findings(run{container = container.name, target = other.name}) == "")
  container:copy("d/a", "", "full/")
  assert(findings(run{container = container.name, target = other.name}) == "missing full/")
end)

test("one directory only, and an empty container", function()
  local container = scratch{["sub/a"] = "1", ["subother"] = "2", ["b"] = "3"}
  local other = scratch{}
  assert(findings(run{container = container.name, target = other.name, directory = "sub"}) == "missing sub/a")
  assert(findings(run{container = other.name, target = container.name}) == "extra b|extra sub/a|extra subother")
  assert(findings(run{container = other.name, target = scratch{}.name}) == "")
end)

test("compares with another archive, another project's container, and a public one", function()
  local container = scratch{["README.txt"] = "not the sample's", ["a.txt"] = "1"}
  local sample = run{container = container.name, to = "./second", project = "MyProject", target = "MyContainer"}
  assert(findings(sample):find("missing a.txt", 1, true) and sample.result.counts.extra > 0, sample.output)
  local copy = scratch{["a.txt"] = "1"}
  local inside = {container = container.name, project = copy.project.name, target = copy.name}
  assert(findings(run(inside)) == "missing README.txt")
  copy:grant_access("PUBLIC")
  assert(findings(run{container = container.name, to = copy.public_url}) == "missing README.txt")
end)

test("strict is for those who look at the exit status", function()
  local container, other = scratch{["a.txt"] = "1"}, scratch{}
  assert(run{container = container.name, target = other.name}.status == 0)
  local outcome = run{container = container.name, target = other.name, strict = true, report = "r.csv"}
  assert(outcome.status == 1 and outcome.error.message == "1 files differ: see above", outcome.output)
  assert(outcome.output:find("missing", 1, true) and content("r.csv"):find("missing,a.txt,1", 1, true))
end)

test("says what is wrong", function()
  local container = scratch{["a.txt"] = "1"}
  assert(run{container = "no-such-container-4711", target = container.name}.error.code == "not_found")
  assert(run{container = container.name, target = "no-such-container-4711"}.error.code == "not_found")
  assert(not run{container = container.name, project = "no-such-project-4711"}.ok)
  assert(not run{container = container.name, to = "no-such-cloud-4711"}.ok)
  for _, itself in ipairs{{}, {target = container.name}, {project = container.project.name}} do
    itself.container = container.name
    local outcome = run(itself)
    assert(outcome.status == 1 and outcome.error.message:find("the same as itself", 1, true), outcome.output)
  end
  local misspelt = run{container = container.name, target = scratch{}.name, directory = "nope", report = "not written.csv"}
  assert(misspelt.status == 1 and misspelt.error.message:find("there is no directory 'nope'", 1, true), misspelt.output)
  assert(not io.open("not written.csv"))
  assert(run{target = container.name}.status == 2)
end)
