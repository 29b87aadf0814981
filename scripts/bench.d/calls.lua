-- Prints how many nanoseconds one call of a method on a File takes, the loop around it not counted.
--   calls.lua COUNT URL     on a file of the public container at the URL
--   calls.lua COUNT         on the one of plain_call.c
local count, url = math.tointeger(tonumber(arg[1])), arg[2]
local file = url and PublicContainer(url):list()[1] or require "plain_call" (10240)
assert(file:size() == 10240)

local function time(work)
  local start = os.clock()
  work()
  return os.clock() - start
end

local empty = time(function() for _ = 1, count do end end)
local calls = time(function() for _ = 1, count do file:size() end end)
print((calls - empty) / count * 1e9)
