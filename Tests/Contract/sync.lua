local c = fresh("sync")
put(c, "README.txt", "read me")
put(c, "a/b/c.txt", "c")
put(c, "a/b/d.dat", "dd")
put(c, "a/e.txt", "")

-- Down: everything at first, then nothing, then what differs.
local first = c:sync("down")
same(first, {"down/README.txt", "down/a/b/c.txt", "down/a/b/d.dat", "down/a/e.txt"})
same({first.bytes, #first.done, #first.deleted, #first.left, #first.unmatched}, {10, 4, 0, 0, 0})
same(read_file("down/a/b/d.dat"), "dd")
local again = c:sync("down")
same({#again.done, #again.skipped, #again.plan, again.bytes}, {0, 4, 0, 0})
write_file("down/a/b/d.dat", "xx")
write_file("down/mine.txt", "mine")
os.remove("down/a/b/c.txt")
local function actions(report)
  local list = {}
  for i, step in ipairs(report.plan) do list[i] = ("%s %s %s"):format(step.action, step.path, step.reason) end
  return list
end
local expected = {"download down/a/b/c.txt new", "download down/a/b/d.dat changed"}
local dry = c:sync("down", {dry_run = true})
same(actions(dry), expected)
same({#dry.done, #dry.skipped, dry.bytes}, {0, 2, 0})
same({read_file("down/a/b/d.dat"), read_file("down/a/b/c.txt")}, {"xx", nil})
local real = c:sync("down")
same(actions(real), expected)
same(real.done, {"down/a/b/c.txt", "down/a/b/d.dat"})
same({read_file("down/a/b/d.dat"), read_file("down/mine.txt")}, {"dd", "mine"})

-- A directory of the container beside the local one
same(c:sync("part", {dir_path = "/a/"}), {"part/b/c.txt", "part/b/d.dat", "part/e.txt"})
c:sync("part", {dir_path = "absent", delete = true}) --> not_found: absent
same(read_file("part/e.txt"), "")

-- What is deleted: only what nothing hides, with the directories that are empty then
os.execute("mkdir -p part/old/deep part/keep")
write_file("part/old/deep/x", "x")
write_file("part/keep/x.log", "log")
write_file("part/y.log", "log")
local report = c:sync("part", {dir_path = "a", delete = true, exclude = "*.log", dry_run = true})
local gone = {
  "delete part/old/deep/x not there any more", "delete directory part/old/deep nothing is left in it",
  "delete directory part/old nothing is left in it",
}
same(actions(report), gone)
same(read_file("part/old/deep/x"), "x")
report = c:sync("part", {dir_path = "a", delete = true, exclude = "*.log"})
same(actions(report), gone)
same(report.deleted, {"part/old/deep/x", "part/old/deep", "part/old"})
same({os.rename("part/old", "part/old"), read_file("part/y.log")}, {nil, "log"})
same(read_file("part/keep/x.log"), "log")
-- A directory stays where something of it does, or arrives in it.
os.execute("mkdir -p part/b/empty part/b/gone && rm part/b/c.txt && touch part/b/x part/b/gone/x part/keep/x")
gone = {
  "download part/b/c.txt new", "delete part/b/gone/x not there any more", "delete part/b/x not there any more",
  "delete part/keep/x not there any more", "delete directory part/b/gone nothing is left in it",
}
for _, dry in ipairs{true, false} do
  report = c:sync("part", {dir_path = "a", delete = true, exclude = {"*.log"}, dry_run = dry})
  same(actions(report), gone)
end
same(report.deleted, {"part/b/gone/x", "part/b/x", "part/keep/x", "part/b/gone"})

-- Patterns, and those that match nothing
same(c:sync("globs", {include = "*.txt", exclude = {"/a/b/", "*.tmp"}}), {"globs/README.txt", "globs/a/e.txt"})
same(c:sync("globs", {include = "*.txt", exclude = {"/a/b/", "*.tmp"}}).unmatched, {"*.tmp"})
same(c:sync("globs", {include = {"*.txt", "!c.txt"}, delete = true}).deleted, {})

-- Up
os.execute("mkdir -p up/sub/inner")
write_file("up/one.txt", "one")
write_file("up/sub/two.txt", "two")
write_file("up/sub/inner/three.dat", "three")
os.execute("touch -d @1234567890.25 up/one.txt")
local up = {direction = "up", dir_path = "backup"}
report = c:sync("up", up)
same(report, {"backup/one.txt", "backup/sub/inner/three.dat", "backup/sub/two.txt"})
same({report.bytes, c:read("backup/sub/two.txt")}, {11, "two"})
same(#c:sync("up", up).skipped, 3)
write_file("up/sub/two.txt", "TWO")
os.remove("up/sub/inner/three.dat")
same(c:sync("up", up).done, {"backup/sub/two.txt"})
same(c:read("backup/sub/two.txt"), "TWO")
same(c:exists("backup/sub/inner/three.dat"), true)
up.delete, up.dry_run = true, true
same(actions(c:sync("up", up)), {"delete backup/sub/inner/three.dat not there any more"})
same(c:exists("backup/sub/inner/three.dat"), true)
up.dry_run = false
up.exclude = "inner"
same(c:sync("up", up).deleted, {})
up.exclude = nil
same(c:sync("up", up).deleted, {"backup/sub/inner/three.dat"})
same(c:exists("README.txt"), true)
c:sync("absent", up) --> local_file: absent
c:sync("up/one.txt", up) --> local_file: up/one.txt

-- Modification times both ways: equal ones are enough where they are asked for.
c:sync("times", {dir_path = "backup"})
same(io.popen("stat -c %.2Y times/one.txt"):read("l"), "1234567890.25")
write_file("times/one.txt", "ONE")
os.execute("touch -d @1234567890.25 times/one.txt")
same(#c:sync("times", {dir_path = "backup", compare = "size_and_time"}).skipped, 2)
same(read_file("times/one.txt"), "ONE")
os.execute("touch times/sub/two.txt")
same(#c:sync("times", {dir_path = "backup", compare = "size_and_time"}).skipped, 2)
same(c:sync("times", {dir_path = "backup"}).done, {"times/one.txt"})
same(read_file("times/one.txt"), "one")

-- Links: none is followed, none is replaced, and nothing is deleted while something fails.
os.execute("mkdir -p outside links && ln -s ../outside links/sub && ln -s ../up/one.txt links/one.txt")
write_file("outside/two.txt", "theirs")
write_file("links/surplus", "surplus")
local links = c:sync("links", {dir_path = "backup", delete = true, raise = false})
same({links.failed[1].code, links.failed[2].code, #links.failed}, {"unsafe_path", "unsafe_path", 2})
same({read_file("outside/two.txt"), read_file("links/surplus"), #links.deleted}, {"theirs", "surplus", 0})
same(links.left, {"links/sub", "links/surplus"})
c:sync("links", {dir_path = "backup"}) --> unsafe_path: symbolic link
links = c:sync("links", {direction = "up", dir_path = "linked", raise = false})
same({#links, links[1], #links.failed, links.failed[1].path}, {1, "linked/surplus", 2, "links/one.txt"})
same(names(c:list("linked")), {"linked/surplus"})
same(#c:sync("links", {direction = "up", dir_path = "linked", exclude = {"one.txt", "sub"}}).skipped, 1)

-- Names that the other side cannot have are told, and stay.
put(c, "odd/x", "a file")
put(c, "odd/x/y", "a file below it")
put(c, "odd/x!", "between them")
put(c, "odd//z", "nowhere")
put(c, "odd/../w", "outside")
put(c, "odd/marker/", "")
put(c, "odd/marker/file", "file")
local odd = c:sync("odd", {dir_path = "odd", raise = false})
same(odd.done, {"odd/marker/file", "odd/x", "odd/x!"})
same({#odd.failed, odd.failed[1].path, odd.failed[2].path}, {3, "../w", "/z"})
same({odd.failed[3].code, odd.failed[3].path}, {"unsafe_path", "odd/x/y"})
same(odd.left, {"odd/marker/"})
same(read_file("w"), nil)
odd = c:sync("odd", {dir_path = "odd", direction = "up", delete = true})
same({#odd.done, #odd.deleted, #odd.skipped}, {0, 0, 3})
same(odd.left, {"odd/../w", "odd//z", "odd/marker/", "odd/x/y"})
same(#c:list("odd"), 7)
-- Where there is a directory locally, that one stays, and the file is the one that fails.
os.execute("rm odd/x && mkdir odd/x")
odd = c:sync("odd", {dir_path = "odd", include = "/x/", exclude = {"*w", "*z"}, raise = false})
same(odd.done, {"odd/x/y"})
c:sync("odd", {dir_path = "odd", exclude = {"*w", "*z"}}) --> unsafe_path: odd/x

c:sync("down", {direction = "sideways"}) --> usage: direction
c:sync("down", {compare = "time"}) --> usage: compare
c:sync("down", {include = 1}) --> usage: include
c:sync("down", {exlude = "x"}) --> usage: exclude
c:sync() --> usage: local_directory

c:grant_access("PUBLIC")
local p = PublicContainer(c.public_url)
same(#p:sync("down", {exclude = {"odd/", "linked", "backup"}}).skipped, 4)
p:sync("down", {direction = "up"}) --> usage: read-only
project:delete_container(c.name, {confirm = c.name})
