-- Work beside other work: what waits for the archive lets the others go on.
local c = fresh("tasks")
local wanted = {}
for i = 1, 6 do
  put(c, ("f%d.txt"):format(i), ("content %d"):format(i))
  wanted[i] = ("content %d"):format(i)
end

same(parallel(c:list(), function(file) return file:read() end), wanted)
same(parallel({}, function() end), {})
same(parallel({1, 2, 3}, function(item, position) return item * position end, {limit = 1}), {1, 4, 9})

-- All have begun before the first has its answer.
local events = {}
parallel(c:list(), function(file)
  events[#events + 1] = "begin"
  file:read()
  events[#events + 1] = "end"
end, {limit = 3})
same({events[1], events[2], events[3]}, {"begin", "begin", "begin"})
same(#events, 12)

local task = spawn(function(name) return c:read(name), c:count() end, "f2.txt")
same({task:wait()}, {"content 2", 6})
same(task.done, true)
same({task:wait()}, {"content 2", 6})
-- Several may wait for one that still works.
local busy = spawn(function()
  local sum = 0
  for _ = 1, 5 do sum = sum + c:count() end
  return sum
end)
same(parallel({1, 2, 3}, function() return busy:wait() end), {30, 30, 30})
local failing = spawn(function() return c:get("absent.txt") end)
failing:wait() --> not_found: absent.txt
parallel({"f1.txt", "absent.txt"}, function(name) return c:read(name) end) --> not_found: absent.txt
parallel({1}, function() end, {limit = 0}) --> usage: limit
parallel(1, function() end) --> usage: items
spawn("x") --> usage: fn

-- In a coroutine of one's own, in a comparator and in a callback the call waits as it does elsewhere.
same(coroutine.wrap(function() return c:count() end)(), 6)
local order = {"f2.txt", "f1.txt"}
table.sort(order, function(a, b) return c:read(a) < c:read(b) end)
same(order, {"f1.txt", "f2.txt"})
same(("f3.txt"):gsub(".+", function(name) return c:read(name) end), "content 3")
project:delete_container(c.name, {confirm = c.name})
