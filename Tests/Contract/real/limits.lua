-- Who has no account, who has no project, and what the service has no room for.
local token, url = os.getenv("CONTRACT_TOKEN"), os.getenv("CONTRACT_STORAGE_URL")
local c = fresh("limits")
put(c, "here.txt", "here")
local function post(header)
  os.execute(("curl -s -X POST -H 'X-Auth-Token: %s' -H '%s' '%s/%s'"):format(token, header, url, c.name))
end

-- Nobody
local nobody = Archive{storage_url = url}
same({nobody.username, nobody.user_id}, {"anonymous", ""})
nobody:find_container(c.name) --> unauthorized
local _, account = next(nobody.projects)
local _ = account.containers --> unauthorized
account:create_container(prefix .. "nobodys") --> unauthorized
c:grant_access("PUBLIC")
local seen = nobody:find_container(c.name)
same({names(seen:list()), seen:read("here.txt"), seen.public_url}, {{"here.txt"}, "here", c.public_url})
seen:upload(write_file("up.txt", "up")) --> unauthorized
seen:delete("here.txt") --> unauthorized
seen:grant_access("bob") --> forbidden: owner
account:delete_container(c.name, {confirm = c.name}) --> forbidden: owner
c:revoke_access("PUBLIC")
seen:read("here.txt") --> unauthorized

-- Somebody without any project
local dave = Archive{username = "dave", password = os.getenv("CONTRACT_DAVE_PASSWORD"), auth_url = os.getenv("OS_AUTH_URL")}
same({dave.username, dave:whoami().project, next(dave.projects)}, {"dave"})
dave:find_container(c.name) --> not_found: no project
Project("MyProject", {archive = dave}) --> not_found: role

-- An owner of another project, who knows no users
local carol = Archive{cloud = "carol"}
same(carol.projects.OtherProject.users, {})

-- A container's quota: over it nothing is stored, and what is there stays.
post("X-Container-Meta-Quota-Bytes: 1000")
write_file("big.txt", ("x"):rep(2000))
c:upload("big.txt") --> too_large: quota
same(c:exists("big.txt"), false)
write_file("here.txt", ("x"):rep(2000))
c:upload("here.txt", "", true) --> too_large
same(c:read("here.txt"), "here")
post("X-Container-Meta-Quota-Count: 1")
c:copy("here.txt", "copies") --> too_large
same(names(c:list()), {"here.txt"})
project:delete_container(c.name, {confirm = c.name})
