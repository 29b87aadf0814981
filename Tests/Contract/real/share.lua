-- Temporary URLs, used by somebody without an account.
local function fetch(address)
  local status = io.popen(("curl -s -o answer -w '%%{http_code}' '%s'"):format(address)):read("a")
  return status, read_file("answer")
end
local function send(address, body)
  write_file("body", body)
  return io.popen(("curl -s -o answer -w '%%{http_code}' -T body '%s'"):format(address)):read("a")
end

local c = fresh("share")
put(c, "plain.txt", "shared")
put(c, "a b/ü?#%.txt", "odd name")
local hour = os.time() + 3600
same(c:revoke_temporary_urls(), false)

local url = c:temporary_url("plain.txt", hour)
same({fetch(url)}, {"200", "shared"})
same({fetch(c:temporary_url("a b/ü?#%.txt", hour))}, {"200", "odd name"})
same({fetch(c:get("a b/ü?#%.txt"):temporary_url(hour))}, {"200", "odd name"})
same(c:temporary_url{file_path = "plain.txt", expires = hour}, url)
same(c:temporary_url("plain.txt", os.date("!%Y-%m-%dT%H:%M:%S", hour)), url)

-- It is good for that object, that method and that time only.
same(fetch((url:gsub("plain%.txt", "a%%20b/%%C3%%BC%%3F%%23%%25.txt"))), "401")
same(fetch((url:gsub("expires=%d+", "expires=" .. hour + 1))), "401")
same(send(url, "overwritten"), "401")
same(c:read("plain.txt"), "shared")

local slot = c:temporary_url("in/new.txt", hour, "PUT")
same(c:exists("in/new.txt"), false)
same(send(slot, "given"), "201")
same(c:read("in/new.txt"), "given")

c:temporary_url("absent", hour) --> not_found: absent
c:temporary_url("plain.txt", os.time() - 1) --> usage: future
c:temporary_url("plain.txt", 1e300) --> usage
c:temporary_url("plain.txt", "soon") --> usage: date
c:temporary_url("plain.txt", hour, "POST") --> usage: "GET"
c:temporary_url("", hour) --> usage: empty

-- The key is a secret: it is not shown, and not made twice.
for name, value in pairs(c.metadata) do
  if name:find("key", 1, true) then same(name, "no key") end
end
same(c:temporary_url("plain.txt", hour), url)
plan(function() c:temporary_url("plain.txt", hour) end) --> usage: planned

same(c:revoke_temporary_urls(), true)
same(fetch(url), "401")
same(c:revoke_temporary_urls(), false)
same(c:temporary_url("plain.txt", hour) == url, false)
project:delete_container(c.name, {confirm = c.name})
