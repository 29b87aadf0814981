-- Large objects of both kinds and symbolic links, made beforehand in the container of this name.
local c = project:get_container(os.getenv("CONTRACT_LARGE"))
local slo, dlo = c:get("slo.dat"), c:get("dlo.dat")
same({slo.bytes, dlo.bytes}, {3000, 3000})
for _, f in ipairs(c:list()) do
  if f.name == "slo.dat" then same({f.bytes, f.hash}, {slo.bytes, slo.hash}) end
end
same({slo.large_object, dlo.large_object, c:get("link.dat").large_object}, {true, true, true})
for _, name in ipairs{"slo.dat", "dlo.dat", "link.dat"} do
  local segments = c:get(name):segments()
  same({#segments, segments[1].container, segments[1].bytes, #segments[1].hash, segments[1].range, segments[1].large_object},
    {3, c.name .. "_segments", 1000, 32, nil, false})
end
local content = c:read("slo.dat", false)
write_file("content.dat", content)
c:upload("content.dat")
same({c:get("content.dat").large_object, #c:get("content.dat"):segments()}, {false, 0})
for _, name in ipairs{"slo.dat", "dlo.dat", "link.dat"} do same(c:checksum(name), c:get("content.dat").hash) end
c:delete("content.dat")
same(#content, 3000)
same(c:read("dlo.dat", false) == content, true)
same(c:read("link.dat", false) == content, true)
same(read_file(c:download("slo.dat", "large")) == content, true)
same(read_file(c:download("dlo.dat", "large")) == content, true)
local h <close> = c:open("slo.dat")
h:seek("set", 990)
same(h:read(20), content:sub(991, 1010))
for _, name in ipairs{"slo.dat", "dlo.dat", "link.dat"} do
  same({c:get(name):head().lines, c:get(name):tail().lines}, {{content}, {content}})
end
same(c:get("gzip.txt"):head().lines, {"a"})
local listed, sum = c:list(), 0
for _, f in ipairs(listed) do sum = sum + f.bytes end
same({c:usage().bytes, c:usage().count, c:tree().bytes}, {sum, #listed, sum})
-- The service's own sum has only the manifests.
same(c:size() < sum, true)

for _, name in ipairs{"slo.dat", "dlo.dat"} do
  local segments = c:get(name)
  same(c:copy(name, "copies").name, "copies/" .. name)
  same(c:read("copies/" .. name, false) == content, true)
  -- Deleting the copy must leave the segments that the original needs.
  c:delete("copies/" .. name)
  same(c:read(name, false) == content, true)
  same(c:copy(name, "copies").name, "copies/" .. name)
  c:delete(name)
  same(c:read("copies/" .. name, false) == content, true)
  same(c:move("copies/" .. name, "", name).bytes, 3000)
  same(c:read(name, false) == content, true)
end
local report = c:copy_directory("tree", "", "tree2")
same(report.copied, {"tree2/plain.dat", "tree2/slo.dat"})
same(c:delete_directory("tree"), 2)
same(#c:read("tree2/slo.dat", false), 3000)

-- Who may read the container needs the one of the segments too.
local segments = project:get_container(c.name .. "_segments")
c:grant_access("bob")
local bobs = Archive{cloud = "bob"}:find_container(c.name)
same(bobs:get("slo.dat").bytes, 3000)
bobs:read("slo.dat", false) --> conflict: grant_access
bobs:download("slo.dat", "bob") --> conflict: segments
bobs:read("dlo.dat", false) --> forbidden
same({read_file("bob/slo.dat"), read_file("bob/dlo.dat")}, {})
segments:grant_access("bob")
same(bobs:read("slo.dat", false) == content, true)
same(bobs:read("dlo.dat", false) == content, true)

-- A renamed container's large objects keep the segments that they have.
local old_name = c.name
project:rename_container(old_name, old_name .. "-renamed")
c = project:get_container(old_name .. "-renamed")
same({c:get("slo.dat").bytes, c:get("dlo.dat").bytes, segments:count() > 0}, {3000, 3000, true})
same({c:read("slo.dat", false) == content, c:read("dlo.dat", false) == content}, {true, true})

-- With the last manifest the segments go.
local before = segments:count()
c:delete("slo.dat")
c:delete("tree2/slo.dat")
-- What was a link before the rename is a file of its own now: it did not lead into the container that went.
same(c:read("link.dat", false) == content, true)
c:delete("link.dat")
c:delete("dlo.dat")
same({before > 0, #segments:list()}, {true, 0})
same(c:read("gzip.txt", false):sub(1, 2), "\x1f\x8b")
same(c:read("gzip.txt"), c:read("gzip.txt", false))
same(c:read("marker/", false), "")
same(c:download_directory("with marker", "m", false), {"m/file"})
