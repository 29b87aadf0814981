local c = fresh("open")
local text = "first line\n12 0x1F -3.5e2 nan\n\nlast"
put(c, "f.txt", text)
local big = {}
for i = 1, 40000 do big[i] = ("line %06d"):format(i) end
big = table.concat(big, "\n") .. "\n"
put(c, "big.txt", big)

local h = c:open("f.txt")
same(h:read(), "first line")
same({h:read("n", "n", "n")}, {12, 31, -350.0})
same(h:read("n"), nil)
h:seek("set", 0)
same(h:read("L"), "first line\n")
same(h:read("a"), text:sub(12))
same(h:read("a"), "")
same(h:read("l"), nil)
same(h:read(0), nil)
same(h:seek("set"), 0)
same(h:read(0), "")
same(h:read(5), "first")
same(h:seek(), 5)
same(h:seek("cur", 1), 6)
same(h:read(4, "l", "l"), "line")
same(h:seek("end"), #text)
same(h:seek("end", -4), #text - 4)
same(h:read("*a"), "last")
same(select("#", h:read("l", "l")), 1)
h:seek("set", 0)
local lines = {}
for line in h:lines() do lines[#lines + 1] = line end
same(lines, {"first line", "12 0x1F -3.5e2 nan", "", "last"})
h:seek("set", 0)
local chunks = {}
for chunk in h:lines(10) do chunks[#chunks + 1] = chunk end
same(table.concat(chunks), text)
h:read("x") --> usage: x
h:seek("middle") --> usage: middle
h:seek("set", -1) --> usage
h:write("x") --> usage: write
same(tostring(h):find("f.txt", 1, true) ~= nil, true)
h:close()
h:read() --> usage: closed
same(tostring(h):find("closed", 1, true) ~= nil, true)

do
  local scoped <close> = c:open("big.txt")
  h = scoped
  same(h:read(11), "line 000001")
  h:seek("end", -12)
  same(h:read("a"), "line 040000\n")
  h:seek("set", 0)
  local count = 0
  for line in h:lines() do
    count = count + 1
    if line ~= ("line %06d"):format(count) then same(line, count) break end
  end
  same(count, 40000)
  h:seek("set", 0)
  same(h:read("a") == big, true)
end
h:read() --> usage: closed

local stale = c:open("f.txt")
put(c, "f.txt", "another version of it")
stale:read() --> conflict: f.txt
same(c:get("f.txt"):open():read(), "another version of it")
c:open("absent") --> not_found: absent
project:delete_container(c.name, {confirm = c.name})
