-- 300 MB, and nothing at all.
local c = fresh("big")
local megabyte = {}
for i = 1, 2 ^ 20 // 16 do megabyte[i] = ("%015d\n"):format(i * 7919) end
megabyte = table.concat(megabyte)
local out = assert(io.open("big.dat", "wb"))
for i = 1, 300 do out:write(("%07d\n"):format(i), megabyte:sub(9)) end
out:close()
write_file("empty.dat", "")

same(c:upload({"big.dat", "empty.dat"}, "in"), {"in/big.dat", "in/empty.dat"})
same({c:count(), c:size(), c:size("MB")}, {2, 300 * 2 ^ 20 | 0, 300.0})
local f = c:get("in/big.dat")
same({f.bytes, f:size("MB")}, {314572800, 300.0})
local function identical(path) return os.execute("cmp -s big.dat " .. path) == true end
same(identical(c:download("in/big.dat", "out")), true)
same(read_file(c:download("in/empty.dat", "out")), "")
local h <close> = f:open()
same(h:seek("set", 299 * 2 ^ 20 | 0), 299 * 2 ^ 20 | 0)
same(h:read("l"), "0000300")
same({h:seek("end", -16), h:read("a")}, {314572784, megabyte:sub(-16)})
same(c:copy("in/big.dat", "copies").hash, f.hash)
same(c:move("copies/big.dat", "", "moved.dat").bytes, 314572800)
same(#c:read("moved.dat", false), 314572800)
same(identical(c:download("moved.dat", "out")), true)
project:delete_container(c.name, {confirm = c.name})
