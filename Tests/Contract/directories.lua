local c = fresh("directories")
local function fill()
  for _, name in ipairs{"d/one", "d/sub/two", "d/sub/three", "do/not/touch", "d.txt"} do put(c, name, name) end
end
fill()

local report = c:copy_directory("d", "backup")
same(report.copied, {"backup/d/one", "backup/d/sub/three", "backup/d/sub/two"})
same(report.skipped, {})
same(c:read("backup/d/sub/two", false), "d/sub/two")
put(c, "backup/d/one", "changed")
report = c:copy_directory("/d/", "/backup/")
same(report.copied, {})
same(#report.skipped, 3)
same(c:read("backup/d/one", false), "changed")
report = c:copy_directory("d", "backup", nil, true)
same(#report.copied, 3)
same(c:read("backup/d/one", false), "d/one")
same(c:copy_directory("d", "", "e").copied, {"e/one", "e/sub/three", "e/sub/two"})
same(c:copy_directory{directory_path = "d", target_directory = "d", overwrite = false}.copied, {"d/d/one", "d/d/sub/three", "d/d/sub/two"})
same(names(c:list("d/d")), {"d/d/one", "d/d/sub/three", "d/d/sub/two"})
same(c:delete_directory("d/d"), 3)
same(#c:list("d"), 3)

c:move_directory("d", "d") --> usage: itself
same(#c:move_directory("d", "").skipped, 3)
c:move_directory("d", "d/sub") --> usage: itself
same(#c:list("d"), 3)
report = c:move_directory("d", "e/sub", "moved")
same(report.copied, {"e/sub/moved/one", "e/sub/moved/sub/three", "e/sub/moved/sub/two"})
same(c:list("d"), {})
same(c:read("do/not/touch", false), "do/not/touch")
same(c:exists("d.txt"), true)
put(c, "f/one", "f's")
report = c:move_directory("e/sub/moved", "", "f")
same(report.skipped, {"f/one"})
same(report.copied, {"f/sub/three", "f/sub/two"})
same(c:read("f/one", false), "f's")
same(names(c:list("e/sub/moved")), {"e/sub/moved/one"})
report = c:move_directory("f", "", "f", true)
same(#report.skipped, 3)
same(#c:list("f"), 3)

-- A directory and its target may lie in one another: each file goes as it was at the start, and none is lost.
local function nested(content)
  for level, text in ipairs(content) do
    for i = 1, 8 do same(c:read(("n/"):rep(level) .. i, false), text .. i) end
  end
end
for level, text in ipairs{"outer", "inner", "innermost"} do
  for i = 1, 8 do put(c, ("n/"):rep(level) .. i, text .. i) end
end
same(c:copy_directory("n", "n").skipped[1], "n/n/1")
same(c:delete_directory("n/n/n/n"), 8)
report = c:copy_directory("n", "n", nil, true)
same({#report.copied, report.copied[1], report.copied[24]}, {24, "n/n/1", "n/n/n/n/8"})
nested{"outer", "outer", "inner", "innermost"}
for i = 1, 8 do put(c, "n/" .. i, "old" .. i) end
report = c:move_directory("n/n", "", "n", true)
same({#report.copied, #report.skipped}, {24, 0})
nested{"outer", "inner", "innermost"}
same(c:list("n/n/n/n"), {})
same(c:delete_directory("n"), 24)

c:copy_directory("absent", "x") --> not_found: absent
c:move_directory("absent", "x") --> not_found: absent
c:copy_directory("", "x") --> usage: empty
c:delete_directory("") --> usage: empty
c:delete_directory("/") --> usage: empty
c:delete_directory("absent") --> not_found: absent
c:delete_directory("d.txt") --> not_found
c:delete_directory() --> usage: directory_path
same(c:delete_directory("f"), 3)
same(c:delete_directory("backup/"), 3)
project:delete_container(c.name, {confirm = c.name})
