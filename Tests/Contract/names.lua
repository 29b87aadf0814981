-- Names are bytes. Whatever a name holds, it reaches just its own object, in its own container.
local c = fresh("names")
local other = fresh("other")
put(other, "x", "another container's")
local awkward = {
  "plain", "..", ".", "./x", "../x", "../" .. other.name .. "/x", "/x", "//x", "a//b", "a/", "a", "a/b", "%", "%2F", "#", "?", "+", "&=",
  "a b", " ", "new\nline", "tab\t", "esc\27[31m", "é", "e\u{301}", "日本", "🧠", "\u{202E}evil", "'quoted'", '"', "\\", ";", "*", "~",
  "x?multipart-manifest=delete", ("n"):rep(1000),
}
for _, name in ipairs(awkward) do put(c, name, "content of " .. name) end
same(c:count(), #awkward)
local expected = sorted(awkward)
table.sort(expected, function(a, b) return a < b end)
local listed = {}
for _, f in ipairs(c:list()) do listed[f.name] = true end
for _, name in ipairs(awkward) do
  same(listed[name], true)
  same(c:get(name).name, name)
  same(c:read(name, false), "content of " .. name)
end
c:delete("../" .. other.name .. "/x")
same(other:read("x", false), "another container's")
c:delete("../x")
c:get("../x") --> not_found
for _, name in ipairs{"..", ".", "/x", "//x", "a//b", "a/", "../x", "./x"} do
  if c:exists(name) then
    local ok, e = pcall(c.download, c, name, "down")
    same({name, ok}, {name, false})
    same({name, e.code}, {name, "unsafe_path"})
  end
end
same(read_file("x"), nil)
same(read_file("../x"), nil)
same(c:download("🧠", "down"), "down/🧠")
same(c:download("new\nline", "down"), "down/new\nline")
same(read_file("down/new\nline"), "content of new\nline")
same(c:copy("//x", "", "copied").name, "copied")
same(c:read("copied", false), "content of //x")
same(c:move("?", "", "%3F").name, "%3F")
same(c:read("%3F", false), "content of ?")
same(c:exists("?"), false)
c:get("x\0y") --> usage: zero byte
c:get(("n"):rep(1025)) --> usage: 1025
for _, f in ipairs(c:list()) do f:delete() end
same(c:count(), 0)
same(other:count(), 1)
project:delete_container(c.name, {confirm = c.name})
project:delete_container(other.name, {confirm = other.name})
