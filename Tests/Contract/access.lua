local reader = os.getenv("CONTRACT_READER")
local c = fresh("access")
same(c:access_control(), {read = {}, write = {}})
same(c.public_url, nil)

same(c:grant_access(reader), true)
same(c:grant_access(reader), false)
same(c:access_control(), {read = {reader}, write = {}})
same(c:grant_access(reader, "write"), true)
same(c:access_control().write, {reader})
local raw = c:access_control(false)
same(#raw.read, 1)
same(raw.read[1]:find(project.users[reader], 1, true) ~= nil, true)
same(c:access_control{show_usernames = false}.write, raw.write)

same(c:grant_access("PUBLIC"), true)
same(c:grant_access("PUBLIC"), false)
same(c:access_control().read, {reader, "PUBLIC"})
same(type(c.public_url), "string")
same(c:revoke_access("PUBLIC"), true)
same(c:revoke_access("PUBLIC"), false)
same(c.public_url, nil)
same(c:access_control(), {read = {reader}, write = {reader}})
same(c:revoke_access(reader), true)
same(c:revoke_access{username = reader, mode = "write"}, true)
same(c:revoke_access(reader), false)
same(c:access_control(), {read = {}, write = {}})

c:grant_access("nobody-of-that-name") --> not_found: nobody-of-that-name
c:grant_access("PUBLIC", "write") --> usage: read
c:grant_access(reader, "admire") --> usage: admire
c:grant_access() --> usage: username
c:revoke_access("nobody-of-that-name") --> not_found
project:delete_container(c.name, {confirm = c.name})
