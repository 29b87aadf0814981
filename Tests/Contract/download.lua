local c = fresh("download")
put(c, "README.txt", "read me")
put(c, "a/b/c.txt", "c")
put(c, "a/b/d.txt", "d")
put(c, "a/e.txt", "")

same(c:download("README.txt"), "./README.txt")
same(read_file("README.txt"), "read me")
c:download("README.txt") --> exists: README.txt
write_file("README.txt", "mine")
c:download("README.txt") --> exists: overwrite
same(read_file("README.txt"), "mine")
same(c:download("README.txt", {overwrite = true}), "./README.txt")
same(read_file("README.txt"), "read me")
same(c:download("a/b/c.txt", "out"), "out/a/b/c.txt")
same(c:download("a/b/c.txt", "out", false), "out/c.txt")
same(c:download{file_path = "a/b/d.txt", local_directory = "out", with_tree = false}, "out/d.txt")
same(c:download({"a/b/c.txt", c:get("a/e.txt")}, "list"), {"list/a/b/c.txt", "list/a/e.txt"})
same(c:download(c:get("a/b/d.txt"), "list"), "list/a/b/d.txt")
same(read_file("list/a/e.txt"), "")
same(c:get("a/b/c.txt"):download("file"), "file/a/b/c.txt")
same(c:get("a/b/c.txt"):download("file", false), "file/c.txt")
c:get("a/b/c.txt"):download("file", false) --> exists
same(c:get("a/b/c.txt"):download("file", {with_tree = false, overwrite = true}), "file/c.txt")

same(c:download_directory("a", "tree"), {"tree/a/b/c.txt", "tree/a/b/d.txt", "tree/a/e.txt"})
same(c:download_directory("/a/b/", "flat", false), {"flat/c.txt", "flat/d.txt"})
-- The same call again, as after a cut: what is there already stays.
local again = c:download_directory("a", "tree")
same(again.skipped, {"tree/a/b/c.txt", "tree/a/b/d.txt", "tree/a/e.txt"})
same({#again, #again.done, #again.failed, again.bytes}, {3, 0, 0, 0})
write_file("tree/a/e.txt", "mine")
c:download_directory("a", "tree") --> exists: tree/a/e.txt
same(read_file("tree/a/e.txt"), "mine")
os.remove("tree/a/b/c.txt")
local report = c:download_directory("a", "tree", {raise = false})
same(report.done, {"tree/a/b/c.txt"})
same(report.skipped, {"tree/a/b/d.txt"})
same({#report.failed, report.failed[1].code, report.failed[1].path}, {1, "exists", "tree/a/e.txt"})
same({#report, report.bytes, math.type(report.seconds)}, {2, 1, "float"})
local ok, failure = pcall(c.download, c, {"a/b/c.txt", "absent.txt", "a/e.txt"}, "list2", {concurrency = 1})
same({ok, failure.code, failure.report.done[2]}, {false, "not_found", "list2/a/e.txt"})
c:download({"a/b/c.txt"}, "list2", {concurrency = 0}) --> usage: concurrency
same(#c:download_directory("a", "tree", {overwrite = true}), 3)
c:download_directory("absent", "tree") --> not_found: absent
c:download_directory("README.txt", "tree") --> not_found

-- A function that is told how far it is, and may end it
write_file("big.bin", ("x"):rep(3000000))
c:upload("big.bin")
local told = {}
c:download("big.bin", "told", {progress = function(p) told[#told + 1] = p end})
local last = told[#told]
same({last.files, last.files_done, last.bytes, last.bytes_done}, {1, 1, 3000000, 3000000})
local ok, message = pcall(c.download, c, "big.bin", "stopped", {max_bandwidth = "100 kB/s", progress = function() error("enough", 0) end})
same({ok, message}, {false, "enough"})
same(read_file("stopped/big.bin"), nil)
same(c:download("big.bin", "stopped", {max_bandwidth = 50 * 1024 ^ 2}), "stopped/big.bin")
c:download("big.bin", "x", {max_bandwidth = "20 cats/s"}) --> usage: max_bandwidth
c:download("big.bin", "x", {max_bandwidth = 0}) --> usage: max_bandwidth
c:download("big.bin", "x", {progress = "yes"}) --> usage: progress
local seen = 0
c:upload({"big.bin"}, "up", {progress = function(p) seen = p.bytes_done end})
same(seen, 3000000)
os.execute("rm -rf stopped told")

-- An object may be called as the part file of another is.
for _, ending in ipairs{".part", ".journal", ".journal-new"} do put(c, "p/.archive-lua-3w4q8a1z7dtyv" .. ending, ending) end
put(c, "p/.archive-lua-notes", "notes")
local parts = c:download_directory("p", "parts", {raise = false})
same(parts.done, {"parts/p/.archive-lua-notes"})
same({#parts.failed, parts.failed[1].code, parts.failed[1].path}, {3, "unsafe_path", "p/.archive-lua-3w4q8a1z7dtyv.journal"})
c:download("p/.archive-lua-3w4q8a1z7dtyv.part", "parts") --> unsafe_path: unfinished downloads
same(#c:sync("parts", {dir_path = "p", raise = false}).failed, 3)
same(c:delete_directory("p"), 4)

-- Names with a slash at the end: a marker of a directory is none to fetch, one that has content cannot be a file.
put(c, "mk/", "content")
put(c, "mk/a", "a")
put(c, "mk/sub/", "")
put(c, "mk/sub/b/", "b")
for _, tree in ipairs{true, false} do
  local marked = c:download_directory("mk", "marked", {raise = false, with_tree = tree})
  same({marked.done, marked.left}, {{tree and "marked/mk/a" or "marked/a"}, {"mk/sub/"}})
  same({#marked.failed, marked.failed[1].code, marked.failed[1].path}, {2, "unsafe_path", "mk/"})
end
c:download_directory("mk", "marked2") --> unsafe_path: 'mk/' ends in a slash
local synced = c:sync("marked3", {dir_path = "mk", raise = false})
same({synced.done, synced.left, #synced.failed, synced.failed[1].path}, {{"marked3/a"}, {"mk/sub/"}, 2, "mk/"})
c:sync("marked3", {dir_path = "mk", exclude = "sub"}) --> unsafe_path: 'mk/' ends in a slash
local verified = c:verify("marked3", {dir_path = "mk", raise = false})
same({verified.matching, #verified.unchecked, verified.unchecked[1].path}, {{"a"}, 2, "mk/"})
same(c:delete_directory("mk"), 4)

-- Two files for one place
put(c, "f/c.txt", "another c")
c:download({"a/b/c.txt", "f/c.txt"}, "twins", false, true) --> unsafe_path: twins/c.txt
same(read_file("twins/c.txt"), "c")
put(c, "g", "a file")
put(c, "g/h", "a file below it")
local clash = c:download({"g", "g/h"}, "clash", {raise = false})
same({clash[1], #clash, clash.failed[1].code, clash.failed[1].path}, {"clash/g", 1, "unsafe_path", "clash/g/h"})
same(c:download({"a/b/c.txt", "a/b/c.txt"}, "twins", {overwrite = true}), {"twins/a/b/c.txt", "twins/a/b/c.txt"})
same(c:download({}, "twins"), {})
c:delete("f/c.txt")

c:download("absent.txt", "nothing") --> not_found: absent.txt
same(read_file("nothing/absent.txt"), nil)
write_file("plain", "a file")
c:download("README.txt", "plain") --> local_file: plain
same(read_file("plain"), "a file")
os.execute("mkdir -p taken/README.txt")
c:download("README.txt", "taken", true, true) --> unsafe_path: README.txt
os.execute("mkdir -p outside trap && ln -s ../outside trap/a")
c:download("a/b/c.txt", "trap") --> unsafe_path
same(read_file("outside/b/c.txt"), nil)
c:download("README.txt", ".", "yes") --> usage: with_tree
c:download(nil) --> usage: file_path
same(io.popen("find . -name '*.part' | wc -l"):read("n"), 0)
project:delete_container(c.name, {confirm = c.name})
