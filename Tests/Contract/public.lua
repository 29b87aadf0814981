local c = fresh("public")
put(c, "README.txt", "for everybody")
put(c, "a b/ü?.txt", "odd")
c:grant_access("PUBLIC")
local url = c.public_url
same(c:get("a b/ü?.txt").path, url .. "/a%20b/%C3%BC%3F.txt")

local p = PublicContainer(url)
same(p.url, url)
same({PublicContainer(url .. "/") == p, PublicContainer(url .. "/").url, PublicContainer(url .. "/"):count()}, {true, url, 2})
same(p.public_url, url)
same(p.name, c.name)
same(names(p:list()), {"README.txt", "a b/ü?.txt"})
same(names(p:list("a b")), {"a b/ü?.txt"})
same(names(p:list{extension = ".txt", refresh = true}), {"README.txt", "a b/ü?.txt"})
same(p:get("README.txt").bytes, 13)
same(p:get("README.txt").path, url .. "/README.txt")
same(p:exists("absent"), false)
same(p:count(), 2)
same(p:size(), 16)
same(p:read("README.txt"), "for everybody")
same(p:download("a b/ü?.txt", "p"), "p/a b/ü?.txt")
same(p:download_directory("a b", "q", false), {"q/ü?.txt"})
same(p:open("README.txt"):read(3), "for")
local n = 0
for _ in p:files() do n = n + 1 end
same(n, 2)
p:upload("README.txt") --> usage: Container(
p:delete("README.txt") --> usage: read-only
p:move("README.txt", "x") --> usage
p:copy("README.txt", "x") --> usage
p:copy_directory("a b", "x") --> usage
p:move_directory("a b", "x") --> usage
p:delete_directory("a b") --> usage
p:grant_access("x") --> usage
p:revoke_access("x") --> usage
p:access_control() --> usage
p:temporary_url("README.txt", os.time() + 60) --> usage: read-only
p:get("README.txt"):temporary_url(os.time() + 60) --> usage: read-only
p:revoke_temporary_urls() --> usage
same(p:checksum("README.txt"), p:get("README.txt").hash)
p:get("README.txt"):delete() --> usage: read-only
p:get("README.txt"):rename("x") --> usage
p:nonsense() --> usage: nonsense
same(c:count(), 2)

PublicContainer("not a url") --> usage
PublicContainer("ftp://example.org/x") --> usage
PublicContainer() --> usage: url
PublicContainer((url:gsub("/[^/]*$", "/.."))) --> usage: ..
PublicContainer((url:gsub("/[^/]*$", "/%%2e%%2E"))) --> usage: ..
PublicContainer((url:gsub("/[^/]*$", "/a%%2Fb"))) --> usage: a/b

-- A container that is not public any more, and one that never was there
c:revoke_access("PUBLIC")
p:list() --> unauthorized
p:get("README.txt") --> unauthorized
same(PublicContainer(url) == p, true)
PublicContainer(url):count() --> unauthorized
project:delete_container(c.name, {confirm = c.name})
