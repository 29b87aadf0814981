-- Large objects of both kinds and links, made beforehand, beside local files.
local c = project:get_container(os.getenv("CONTRACT_LARGE"))
local options = {include = {"*.dat", "*.txt", "*/file"}}
local first = c:sync("tree", options)
same(first.done, {"tree/dlo.dat", "tree/gzip.txt", "tree/link.dat", "tree/slo.dat", "tree/tree/plain.dat", "tree/tree/slo.dat", "tree/with marker/file"})
same(#read_file("tree/dlo.dat"), 3000)
same(c:sync("tree", options).skipped, first.done)
same(#c:verify("tree").matching, 7)
same(c:sync("tree").left, {"marker/", "with marker/"})

-- One byte in the last segment
local content = read_file("tree/slo.dat")
write_file("tree/slo.dat", content:sub(1, -2) .. "?")
write_file("tree/dlo.dat", content:sub(1, -2) .. "?")
same(c:verify("tree", {raise = false}).differing, {"dlo.dat", "slo.dat"})
same(c:sync("tree").done, {"tree/dlo.dat", "tree/slo.dat"})
same(read_file("tree/slo.dat") == content, true)

-- The other way nothing of it is sent, and nothing that has no place here is deleted.
local up = c:sync("tree", {direction = "up", delete = true})
same({#up.skipped, #up.done, #up.deleted, up.left}, {7, 0, 0, {"marker/", "with marker/"}})
os.remove("tree/slo.dat")
same(c:sync("tree", {direction = "up", delete = true}).deleted, {"slo.dat"})
same(c:exists("slo.dat"), false)
same(c:read("dlo.dat", false) == content, true)
