local c = fresh("upload")
write_file("one.txt", "one")
write_file("two.bin", "\0\1\2")
write_file("empty", "")
same(c:upload("one.txt"), {"one.txt"})
same(c:read("one.txt"), "one")
same(c:upload({"one.txt", "two.bin", "empty"}, "some/dir"), {"some/dir/one.txt", "some/dir/two.bin", "some/dir/empty"})
same(c:get("some/dir/empty").bytes, 0)
same(c:read("some/dir/two.bin"), "\0\1\2")
same(c:upload("one.txt", "/slashes/"), {"slashes/one.txt"})
same(c:upload{local_paths = "one.txt", remote_directory = "named"}, {"named/one.txt"})

write_file("one.txt", "changed")
c:upload("one.txt") --> exists: one.txt
same(c:read("one.txt"), "one")
same(c:upload("one.txt", "", true), {"one.txt"})
same(c:read("one.txt"), "changed")
same(c:upload("one.txt", {overwrite = true}), {"one.txt"})

os.execute("mkdir -p tree/inner/empty")
write_file("tree/top.txt", "top")
write_file("tree/inner/deep file.txt", "deep")
write_file("tree/.hidden", "hidden")
same(sorted(c:upload("tree", "up")), {"up/tree/.hidden", "up/tree/inner/deep file.txt", "up/tree/top.txt"})
same(sorted(c:upload("tree/")), {"tree/.hidden", "tree/inner/deep file.txt", "tree/top.txt"})
same(c:read("up/tree/inner/deep file.txt"), "deep")

-- What unfinished downloads left is no file of the tree.
os.execute("mkdir -p left/sub")
write_file("left/sub/whole", "whole")
for _, ending in ipairs{".part", ".journal", ".journal-new"} do write_file("left/sub/.archive-lua-3w4q8a1z7dtyv" .. ending, "half") end
same(c:upload("left"), {"left/sub/whole"})
same(c:delete_directory("left"), 1)

-- Links are followed, to directories too, but not into a tree without an end.
os.execute("mkdir -p real/sub linked && ln -s ../real linked/dir && ln -s ../one.txt linked/file && ln -s linked top")
write_file("real/sub/x.txt", "x")
same(sorted(c:upload("top", "l")), {"l/top/dir/sub/x.txt", "l/top/file"})
os.execute("ln -s .. real/sub/up")
c:upload("linked", "endless") --> local_file: up
same(names(c:list("endless")), {"endless/linked/dir/sub/x.txt", "endless/linked/file"})
os.execute("rm real/sub/up")
same(c:delete_directory("endless"), 2)

-- What cannot be read stops nothing else, and is told at the end.
os.execute("mkdir -p bad/sub && ln -s nowhere bad/broken && mkfifo bad/pipe && touch bad/sub/$(printf '\\377')")
write_file("bad/fine", "fine")
write_file("bad/sub/fine", "fine")
local bad = c:upload({"bad", "absent.txt"}, {raise = false})
same(bad, {"bad/fine", "bad/sub/fine"})
same({#bad.failed, #bad.done, bad.bytes}, {4, 2, 8})
for i, path in ipairs{"bad/broken", "bad/pipe", "bad/sub/\u{FFFD}", "absent.txt"} do
  same({bad.failed[i].code, bad.failed[i].path}, {"local_file", path})
end
c:upload("bad") --> local_file: 3 of 5 files failed; the first: could not read 'bad/broken'
same(c:delete_directory("bad"), 2)
c:upload("absent.txt") --> local_file: absent.txt
c:upload({"one.txt", "absent.txt"}, "partly") --> local_file: 1 of 2 files failed
same(names(c:list("partly")), {"partly/one.txt"})
c:delete("partly/one.txt")
c:upload("") --> usage: empty
c:upload({"one.txt", "./one.txt"}, "twice") --> usage: twice/one.txt
same(c:upload({}), {})
c:upload() --> usage: local_paths
c:upload(42) --> usage: local_paths
c:upload("one.txt", "", "yes") --> usage: overwrite
c:upload("/dev/null") --> local_file: /dev/null
c:upload("one.txt", ("x"):rep(1024)) --> usage: 1032
same(c:count(), 14)
project:delete_container(c.name, {confirm = c.name})
