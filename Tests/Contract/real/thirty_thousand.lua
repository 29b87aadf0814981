-- A container of three pages: everything must be right on the last of them.
local c = project:get_container(os.getenv("CONTRACT_MANY"))
local files = c:list()
same(#files, 30000)
same(c:count(), 30000)
local seen, n = nil, 0
for f in c:files() do
  if seen and not (seen < f.name) then same(seen, f.name) end
  seen, n = f.name, n + 1
end
same(n, 30000)
local tree, usage, bytes = c:tree(), c:usage(), c:size()
same({tree.count, #tree, tree.omitted, tree.bytes}, {30000, 20, 29980, bytes})
same({usage.count, usage.bytes}, {30000, bytes})
local last = files[30000]
same(c:get(last.name) == last, true)
same(c:exists(last.name), true)
same(#c:list{contains_substring = last.name}, 1)
local content = c:read(last.name, false)
c:copy(last.name, "", files[29999].name) --> exists
write_file(last.name, "replaced")
c:upload(last.name) --> exists
same(c:read(last.name, false) == content, true)
same(c:copy(last.name, "zz").name, "zz/" .. last.basename)
c:move(files[1].name, "zz", last.basename) --> exists
c:delete("zz/" .. last.basename)
c:delete(last.name)
same(c:exists(last.name), false)
same(#c:list(), 29999)
c:upload(last.name, "", true)
same(#c:list(), 30000)
-- Two trees side by side, over the ends of the pages
os.execute("mkdir none")
same(#c:verify("none", {raise = false}).missing, 30000)
local some = c:sync("some", {include = {"*9999.txt", "file-00000?0.txt"}})
same({#some.done, some.done[11] == "some/file-0009999.txt", #c:verify("some", {include = "*9999.txt"})}, {13, true, 3})
