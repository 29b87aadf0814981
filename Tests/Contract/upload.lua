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
same(c:list("endless"), {})
os.execute("rm real/sub/up && ln -s nowhere real/broken")
c:upload("real") --> local_file: broken

c:upload("absent.txt") --> local_file: absent.txt
c:upload({"one.txt", "absent.txt"}, "nothing") --> local_file: absent.txt
same(c:list("nothing"), {})
c:upload({"one.txt", "./one.txt"}, "twice") --> usage: twice/one.txt
same(c:upload({}), {})
c:upload() --> usage: local_paths
c:upload(42) --> usage: local_paths
c:upload("one.txt", "", "yes") --> usage: overwrite
c:upload("/dev/null") --> local_file: /dev/null
c:upload("one.txt", ("x"):rep(1024)) --> usage: 1032
same(c:count(), 14)
project:delete_container(c.name, {confirm = c.name})
