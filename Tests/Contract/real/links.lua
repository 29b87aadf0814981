-- Symbolic links, which only the service makes: what is done to a link is done to the link.
local token, url = os.getenv("CONTRACT_TOKEN"), os.getenv("CONTRACT_STORAGE_URL")
local other = archive.projects.OtherProject
local other_url = url:gsub(project.id, other.id)
local function put(account, auth, path, body, header)
  write_file("body", body)
  local status = io.popen(("curl -s -o answer -w '%%{http_code}' -X PUT -H 'X-Auth-Token: %s' -H '%s' --data-binary @body '%s/%s'"):format(
    auth, header or "X-Nothing: 1", account, path)):read("a")
  if status ~= "201" then same(status, path) end
end
local function put_large(account, auth, container, name)
  for part = 1, 2 do put(account, auth, ("%s_segments/%s/%d"):format(container, name, part), name .. part) end
  put(account, auth, ("%s/%s?multipart-manifest=put"):format(container, name),
    ('[{"path": "/%s_segments/%s/1"}, {"path": "/%s_segments/%s/2"}]'):format(container, name, container, name))
end

local c = fresh("links")
local segments = project:create_container(c.name .. "_segments")
put_large(url, token, c.name, "large")
put(url, token, c.name .. "/plain", "plain")
put(url, token, c.name .. "/to_plain", "", "X-Symlink-Target: " .. c.name .. "/plain")
put(url, token, c.name .. "/to_large", "", "X-Symlink-Target: " .. c.name .. "/large")
put(url, token, c.name .. "/to_nothing", "", "X-Symlink-Target: " .. c.name .. "/nothing")
same(names(c:list()), {"large", "plain", "to_large", "to_nothing", "to_plain"})
same(c:read("to_plain", false), "plain")
same(c:read("to_large", false), "large1large2")
same(read_file(c:download("to_large", "down")), "large1large2")
c:read("to_nothing") --> not_found
c:download("to_nothing", "down") --> not_found
same(read_file("down/to_nothing"), nil)

same(c:copy("to_plain", "copies").name, "copies/to_plain")
same(c:move("to_large", "copies").name, "copies/to_large")
same(c:exists("to_large"), false)
same(c:read("copies/to_large", false), "large1large2")
c:delete("copies/to_large")
c:delete("to_plain")
c:delete("to_nothing")
same({c:read("plain", false), c:read("large", false)}, {"plain", "large1large2"})

-- A file that replaces a link replaces the link, and a copy onto one too.
put(url, token, c.name .. "/link", "", "X-Symlink-Target: " .. c.name .. "/large")
c:upload(write_file("link", "a file"), "", true)
same({c:read("link", false), c:read("large", false)}, {"a file", "large1large2"})
put(url, token, c.name .. "/link", "", "X-Symlink-Target: " .. c.name .. "/large")
c:copy("plain", "", "link", true)
same({c:read("link", false), c:read("large", false)}, {"plain", "large1large2"})
put(url, token, c.name .. "/link", "", "X-Symlink-Target: " .. c.name .. "/large")
same(c:delete_directory("copies"), 1)

-- A link into another account: that one's segments are not those of the same names here.
local there = other:create_container(c.name)
local there_segments = other:create_container(c.name .. "_segments")
local other_token = os.getenv("CONTRACT_OTHER_TOKEN")
put_large(other_url, other_token, c.name, "foreign")
there:grant_access("PUBLIC")
there_segments:grant_access("PUBLIC")
local function link(name)
  put(url, token, ("%s/%s"):format(c.name, name), "",
    ("X-Symlink-Target: %s/foreign\r\nX-Symlink-Target-Account: AUTH_%s"):format(c.name, other.id))
end
for part = 1, 2 do put(url, token, ("%s/foreign/%d"):format(segments.name, part), "one's own") end
link("foreign")
c:delete("foreign")
link("foreign")
c:upload(write_file("foreign", "a file"), "", true)
link("foreign")
c:copy("plain", "", "foreign", true)
link("tree/foreign")
same(c:delete_directory("tree"), 1)
same({segments:read("foreign/1", false), segments:read("foreign/2", false)}, {"one's own", "one's own"})
same(there:read("foreign", false), "foreign1foreign2")

-- With the last manifest its own segments go, whatever links still lead to it.
same(segments:count(), 4)
c:delete("large")
same(names(segments:list()), {"foreign/1", "foreign/2"})
c:read("link") --> not_found
for _, made in ipairs{c, segments, there, there_segments} do made.project:delete_container(made.name, {confirm = made.name}) end
