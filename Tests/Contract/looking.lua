local c = fresh("looking")
same(#c:tree(), 0)
same({c:usage().bytes, c:usage().count, c:usage().by_directory}, {0, 0, {}})

local lines = {}
for i = 1, 30000 do lines[i] = ("line %d"):format(i) end
put(c, "a/text.txt", table.concat(lines, "\n") .. "\n")
put(c, "a/b/table.csv", 'name,note\n"x, y","two\nlines"\nz,3\n')
put(c, "a/b/c/latin.txt", "Z\xFCrich\nBasel")
put(c, "empty.txt", "")
put(c, "noise.dat", ("\0\1\2\255"):rep(10))
put(c, "pixel.png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xE0\8\2\0\0\0")

-- Trees
local function shown(tree)
  local list = {}
  for i, e in ipairs(tree.entries) do list[i] = e.path .. (e.type == "directory" and "/" or "") end
  return list
end
same(shown(c:tree()), {"a/", "a/b/", "a/text.txt", "empty.txt", "noise.dat", "pixel.png"})
same(shown(c:tree{depth = 1}), {"a/", "empty.txt", "noise.dat", "pixel.png"})
same(shown(c:tree("/a/", 2)), {"a/b/", "a/b/c/", "a/b/table.csv", "a/text.txt"})
local tree = c:tree{depth = 9}
same({tree.count, tree.bytes, #tree}, {c:count(), c:size(), #tree.entries})
same({tree.container, tree.directory, c:tree("a").directory}, {c.name, "", "a"})
local a = tree.entries[1]
same({a.name, a.level, a.count}, {"a", 1, 3})
same(tostring(tree):find("└── pixel.png", 1, true) ~= nil, true)
c:tree("absent") --> not_found: absent
c:tree{depth = 0} --> usage: depth
c:tree{deep = 1} --> usage: depth
c:tree(1.5) --> usage: dir_path

for i = 1, 25 do put(c, ("many/%02d"):format(i), "x") end
same({#c:tree("many"), c:tree("many").omitted, c:tree("many").count}, {20, 5, 25})
same(tostring(c:tree("many")):match("[^\n]*$"), "└── … 5 more files  5 bytes")
c:delete_directory("many")

-- Usage
local usage = c:usage()
same({usage.count, usage.bytes}, {c:count(), c:size()})
for _, part in ipairs{"by_directory", "by_extension", "by_month"} do
  local bytes, count = 0, 0
  for _, share in ipairs(usage[part]) do bytes, count = bytes + share.bytes, count + share.count end
  same({bytes, count}, {c:size(), c:count()})
end
same(usage.by_directory[1].name, "a")
same({usage.by_extension[1].name, usage.by_extension[1].count}, {".txt", 3})
same(usage.by_month[#usage.by_month].name, c:get("empty.txt").last_modified:sub(1, 7))
same(c:usage("a/b").count, 2)
same(c:usage{dir_path = "a/b"}.by_directory[2].name, "c")
same(tostring(usage):find("by month", 1, true) ~= nil, true)
c:usage("absent") --> not_found: absent
c:usage(true) --> usage: dir_path

-- Text
local text = c:get("a/text.txt")
same(text:head().lines, table.move(lines, 1, 10, 1, {}))
same(text:tail(3).lines, {"line 29998", "line 29999", "line 30000"})
same(text:head(2).text, "line 1\nline 2\n")
same(tostring(text:head(2)), "line 1\nline 2")
same(#text:head(20000).lines, 20000)
same({text:head().format, text:head().encoding, text:head().header, text:head().rows}, {"text", "utf-8"})
local latin = c:get("a/b/c/latin.txt")
same({latin:head().encoding, latin:head().lines}, {"latin-1", {"Zürich", "Basel"}})
same(tostring(latin:tail(1)), "(latin-1)\nBasel")
same({c:get("empty.txt"):head().format, c:get("empty.txt"):tail().lines}, {"empty", {}})
text:head(0) --> usage: at least 1
text:tail(-5) --> usage: at least 1
text:head("x") --> usage: n
text:head{lines = 3} --> usage: n

-- Tables
local csv = c:get("a/b/table.csv")
same({csv:head().format, csv:head().columns}, {"csv", {"name", "note"}})
same(csv:head().rows, {{"x, y", "two\nlines"}, {"z", "3"}})
same({csv:tail(1).columns, csv:tail(1).rows}, {{"name", "note"}, {{"z", "3"}}})
same(tostring(csv:head()), "name  note\nx, y  two\\nlines\nz     3")

-- Everything else
local noise = c:get("noise.dat")
same({noise:head(1).data, noise:tail(1).data}, {("\0\1\2\255"):rep(4), ("\0\1\2\255"):rep(2)})
same(tostring(noise:head(1)), "00000000  00 01 02 ff 00 01 02 ff  00 01 02 ff 00 01 02 ff  |................|")
local png = c:get("pixel.png"):head()
same({png.format, png.header.width, png.header.height, png.header.colour_type}, {"png", 640, 480, "RGB"})
same(tostring(png):match("^[^\n]*"), "PNG image")

-- Without an account, and of what is not there any more
c:grant_access("PUBLIC")
local p = PublicContainer(c.public_url)
same(shown(p:tree(nil, 1)), {"a/", "empty.txt", "noise.dat", "pixel.png"})
same(p:usage().bytes, c:size())
same(p:get("a/text.txt"):tail(1).lines, {"line 30000"})
c:delete("noise.dat")
noise:head() --> not_found: noise.dat
noise:tail() --> not_found: noise.dat
project:delete_container(c.name, {confirm = c.name})
c:tree() --> not_found
c:usage() --> not_found
