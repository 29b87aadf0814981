-- Access lists as the users that they name see them by their own requests.
local bob = Archive{username = "bob", password = os.getenv("CONTRACT_BOB_PASSWORD")}
same(bob.username, "bob")
local bobs = bob.projects.MyProject
same(bobs.users.alice ~= nil, true)  -- project_info is readable by members
same(table.concat(bob:whoami().roles, " "):find("member", 1, true) ~= nil, true)
local _ = bobs.containers --> forbidden: Name the container
local _ = bobs.container_names --> forbidden

local c = fresh("users")
put(c, "dir/file.txt", "shared")
local seen = bob:find_container(c.name)  -- refused, so given; each operation answers for itself
seen:list() --> forbidden
seen:read("dir/file.txt") --> forbidden
seen:count() --> forbidden
seen:get("dir/file.txt") --> forbidden

-- Reading
c:grant_access("alcie") --> not_found: Did you mean 'alice'
same(c:grant_access("bob"), true)
same(names(seen:list()), {"dir/file.txt"})
same(seen:read("dir/file.txt"), "shared")
same(seen:count(), 1)
same(seen:size(), 6)
same(seen:get("dir/file.txt").bytes, 6)
same(seen:download("dir/file.txt", "bob"), "bob/dir/file.txt")
write_file("bobs.txt", "bob's")
seen:upload("bobs.txt") --> forbidden
seen:delete("dir/file.txt") --> forbidden
seen:move("dir/file.txt", "x") --> forbidden
seen:access_control() --> forbidden: owner
seen:temporary_url("dir/file.txt", os.time() + 60) --> forbidden: owner
seen:revoke_temporary_urls() --> forbidden: owner
seen:grant_access("alice") --> forbidden: owner
same(seen.public_url, nil)
same(c:read("dir/file.txt"), "shared")
same(Container(c.name, "bob", nil, bobs) == seen, true)

-- Writing only
same(c:revoke_access("bob"), true)
same(c:grant_access("bob", "write"), true)
seen = bobs:get_container(c.name)
same(seen:upload("bobs.txt", "in"), {"in/bobs.txt"})
seen:upload("bobs.txt", "in") --> exists
same(seen:upload("bobs.txt", "in", true), {"in/bobs.txt"})
seen:list() --> forbidden
seen:read("in/bobs.txt") --> forbidden
same(c:read("in/bobs.txt"), "bob's")
seen:delete("in/bobs.txt")
same(c:exists("in/bobs.txt"), false)

-- Reading and writing
same(c:grant_access("bob"), true)
same(seen:copy("dir/file.txt", "copies").name, "copies/file.txt")
same(seen:move("copies/file.txt", "", "moved.txt").name, "moved.txt")
same(seen:delete_directory("dir"), 1)
same(names(c:list()), {"moved.txt"})
bobs:create_container(prefix .. "bobs") --> forbidden
bobs:delete_container(c.name, {confirm = c.name}) --> forbidden
bobs:rename_container(c.name, prefix .. "bobs") --> forbidden
same(c:revoke_access("bob"), true)
same(c:revoke_access("bob", "write"), true)
seen:list() --> forbidden

-- A user of another project, and one without any
local carol = Archive{cloud = "carol"}
same(carol.projects.MyProject, nil)
carol:find_container(c.name) --> not_found: OtherProject
Project("MyProject", {username = "carol", password = os.getenv("CONTRACT_CAROL_PASSWORD")}) --> not_found: MyProject
Archive{username = "alice", password = "wrong"} --> unauthorized: password
Archive{username = "nobody-there", password = "wrong"} --> unauthorized: password

-- Elements that grant_access does not know survive it, byte for byte; the service has them by curl.
local token, url = os.getenv("CONTRACT_TOKEN"), os.getenv("CONTRACT_STORAGE_URL")
local odd = project.id .. ":*,*:*,.r:example.org,.r:-bad.example.org,some:one"
os.execute(("curl -s -X POST -H 'X-Auth-Token: %s' -H 'X-Container-Read: %s' '%s/%s'"):format(token, odd, url, c.name))
local before = c:access_control(false).read
same(#before, 5)
same(c:grant_access("bob"), true)
same(c:grant_access("PUBLIC"), true)
same(c:revoke_access("bob"), true)
same(c:revoke_access("PUBLIC"), true)
same(c:access_control(false).read, before)

-- Nobody at all
same(c:grant_access("PUBLIC"), true)
local public = PublicContainer(c.public_url)
same(names(public:list()), {"moved.txt"})
same(public:read("moved.txt"), "shared")
-- Who is not an owner is not shown the lists, and still sees that it is public.
seen = bobs:get_container(c.name)
same(seen.public_url, c.public_url)
same(seen:get("moved.txt").path, c.public_url .. "/moved.txt")
same(c:revoke_access("PUBLIC"), true)
public:list() --> unauthorized
public:read("moved.txt") --> unauthorized
os.execute(("curl -s -X POST -H 'X-Auth-Token: %s' -H 'X-Container-Read: .r:*' '%s/%s'"):format(token, url, c.name))
public:list() --> unauthorized
same(public:read("moved.txt"), "shared")
project:delete_container(c.name, {confirm = c.name})
