local c = fresh("listing")
same(c:list(), {})
same(c:count(), 0)
same(c:size(), 0)
for item in c:files() do same(item, "nothing") end

for _, name in ipairs{"README.txt", "a/b.txt", "a/c/d.nwb", "ab/x.nwb", "data.csv", "a", "json.json", "z.tar.gz"} do
  put(c, name, name)
end
same(names(c:list()), {"README.txt", "a", "a/b.txt", "a/c/d.nwb", "ab/x.nwb", "data.csv", "json.json", "z.tar.gz"})
same(names(c:list("a")), {"a/b.txt", "a/c/d.nwb"})
same(names(c:list("/a")), {"a/b.txt", "a/c/d.nwb"})
same(names(c:list("a/")), {"a/b.txt", "a/c/d.nwb"})
same(names(c:list{dir_path = "a/c"}), {"a/c/d.nwb"})
same(#c:list(""), 8)
same(#c:list("/"), 8)
same(#c:list(nil), 8)
same(names(c:list("absent")), {})
same(names(c:list{extension = ".nwb"}), {"a/c/d.nwb", "ab/x.nwb"})
same(names(c:list{extension = "nwb"}), {"a/c/d.nwb", "ab/x.nwb"})
same(names(c:list{extension = "tar.gz"}), {"z.tar.gz"})
same(names(c:list{extension = "b"}), {})
same(names(c:list{contains_substring = "b"}), {"a/b.txt", "a/c/d.nwb", "ab/x.nwb"})
same(names(c:list("a", nil, nil, nil, "b", "txt")), {"a/b.txt"})
same(names(c:list{content_type = "text/csv"}), {"data.csv"})
same(names(c:list{content_type = "text/plain", dir_path = "a"}), {"a/b.txt"})
same(#c:list{newer_than = "2001-01-01"}, 8)
same(#c:list{newer_than = "2001-01-01T12:00:00+02:00"}, 8)
same(#c:list{older_than = "2001-01-01"}, 0)
same(#c:list{older_than = os.time() + 3600}, 8)
same(#c:list{newer_than = os.time() + 3600}, 0)
same(#c:list{newer_than = os.date("*t", 0)}, 8)
same(#c:list(nil, nil, os.date("*t", 0)), 8)
c:list{newer_than = "yesterday"} --> usage: yesterday
c:list{newer_than = "2019-02-30"} --> usage: 2019-02-30
c:list{newer_than = {}} --> usage: newer_than
c:list{extensoin = ".nwb"} --> usage: extension
c:list{newer = 3} --> usage: newer_than
c:list(1) --> usage: dir_path
c:list("a", "b", 1, 2, "c", "d", "e") --> usage
c.list() --> usage: colon

local collected = {}
for file in c:files{dir_path = "a"} do collected[#collected + 1] = file.name end
same(collected, {"a/b.txt", "a/c/d.nwb"})

same(c:count(), 8)
same(c:size(), 60)
same(c:size("kB"), 60 / 1024)
same(math.type(c:size()), "integer")
same(math.type(c:size("kB")), "float")
c:size("cats") --> usage: cats

local f = c:get("a/b.txt")
same(f.name, "a/b.txt")
same(f.bytes, 7)
same(math.type(f.bytes), "integer")
same(f.content_type, "text/plain")
same(#f.hash, 32)
same(f.last_modified:match("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d") ~= nil, true)
same(f.basename, "b.txt")
same(f.dirname, "a")
same(f.path, "a/b.txt")
same(f.container == c, true)
same(f == c:list("a")[1], true)
same(f == c:get("a"), false)
same(f:size(), 7)
same(f:size("kB"), 7 / 1024)
f:size("cats") --> usage: cats
f.nmae = "x" --> usage: nmae
local _ = f.nmae --> usage: name
f:downlod(".") --> usage: download
same(c:get("README.txt").dirname, "")
c:get("absent.txt") --> not_found: absent.txt
c:get("") --> usage: empty
c:get() --> usage: file_path
same(c:exists("a"), true)
same(c:exists("ab"), false)
same(c:exists{file_path = "a/b.txt"}, true)

same(c.name, prefix .. "listing")
same(c.metadata["x-container-object-count"], "8")
same(c == project:get_container(c.name), true)
same(tostring(c):find(c.name, 1, true) ~= nil, true)
project:delete_container(c.name, {confirm = c.name})
c:list() --> not_found
