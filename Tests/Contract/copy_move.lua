local c = fresh("copy")
put(c, "my_file.dat", "data")
put(c, "other.dat", "other")

local f = c:copy("my_file.dat", "a_subdirectory")
same(f.name, "a_subdirectory/my_file.dat")
same(f.bytes, 4)
same(c:read("a_subdirectory/my_file.dat"), "data")
c:copy("my_file.dat", "a_subdirectory") --> exists: a_subdirectory/my_file.dat
same(c:copy("other.dat", "/a_subdirectory/", "my_file.dat", true).name, "a_subdirectory/my_file.dat")
same(c:read("a_subdirectory/my_file.dat"), "other")
same(c:copy{file_path = "my_file.dat", target_directory = "", new_name = "copy.dat"}.name, "copy.dat")
c:copy("my_file.dat", "") --> exists
same(c:copy("my_file.dat", "", {overwrite = true}).name, "my_file.dat")
same(c:read("my_file.dat"), "data")
c:copy("absent", "x") --> not_found: absent
c:copy("my_file.dat") --> usage: target_directory
c:copy("my_file.dat", "x", "") --> usage: empty

same(c:move("my_file.dat", "a_subdirectory", "new_name.dat").name, "a_subdirectory/new_name.dat")
same(c:exists("my_file.dat"), false)
same(c:read("a_subdirectory/new_name.dat"), "data")
c:move("other.dat", "a_subdirectory", "new_name.dat") --> exists
same(c:read("other.dat"), "other")
same(c:read("a_subdirectory/new_name.dat"), "data")
same(c:move("other.dat", "a_subdirectory", "new_name.dat", true).name, "a_subdirectory/new_name.dat")
same(c:read("a_subdirectory/new_name.dat"), "other")
same(c:exists("other.dat"), false)
same(c:move("copy.dat", "").name, "copy.dat")
same(c:move("copy.dat", "", "copy.dat", true).name, "copy.dat")
same(c:read("copy.dat"), "data")
c:move("absent", "x") --> not_found

-- The same from a File
f = c:get("copy.dat")
same(f:copy("dir").name, "dir/copy.dat")
f:copy("dir") --> exists
same(f:copy("dir", "second.dat").name, "dir/second.dat")
local moved = f:move("dir2", "third.dat")
same(moved.name, "dir2/third.dat")
same(c:exists("copy.dat"), false)
local renamed = moved:rename("fourth.dat")
same(renamed.name, "dir2/fourth.dat")
same(renamed:read{decode = false}, "data")
c:get("dir/copy.dat"):rename("second.dat") --> exists
same(c:get("dir/copy.dat"):rename("second.dat", true).name, "dir/second.dat")
same(names(c:list("dir")), {"dir/second.dat"})
renamed:rename("") --> usage: empty
f:rename("x") --> not_found
renamed:delete()
renamed:delete() --> not_found: dir2/fourth.dat

c:delete("absent") --> not_found: absent
c:delete("") --> usage: empty
c:delete("dir/second.dat")
same(c:exists("dir/second.dat"), false)
project:delete_container(c.name, {confirm = c.name})
