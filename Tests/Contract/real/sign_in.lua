-- Every way to sign in, from options, clouds.yaml and a storage URL.
local password = os.getenv("OS_PASSWORD")
same(Archive("alice", nil, {password = password}).username, "alice")
same(Archive{username = "alice", password = password}:whoami().user, "alice")
local token, url = os.getenv("CONTRACT_TOKEN"), os.getenv("CONTRACT_STORAGE_URL")
same(Archive("alice", token).projects.MyProject.id, project.id)
Archive("alice", "no-such-token") --> unauthorized
for _, cloud in ipairs{"appcred", "oidc", "tls"} do
  local other = Archive{cloud = cloud}
  same({cloud, other.username}, {cloud, "alice"})
  same(other.projects.MyProject.id, project.id)
end
local v1 = Archive{cloud = "tempauth"}
local _, account = next(v1.projects)
same(type(account.container_names), "table")
Archive{cloud = "no-such-cloud"} --> not_found: no-such-cloud
Archive{cloud = "tsl"} --> not_found: 'tls'

local stored = Archive{storage_url = url, token = token}
local _, only = next(stored.projects)
local c = fresh("signin")
put(c, "f.txt", "f")
same(only:get_container(c.name):read("f.txt"), "f")
same(stored:find_container(c.name):count(), 1)
c:grant_access("PUBLIC")
same(Archive{storage_url = url}:find_container(c.name):read("f.txt"), "f")
project:delete_container(c.name, {confirm = c.name})

Archive{username = "alice", password = "wrong"} --> unauthorized: user
Archive{username = "alice", password = password, auth_url = "http://127.0.0.1:9/v3"} --> network: 127.0.0.1
Archive{username = "alice", password = password, auth_url = os.getenv("CONTRACT_TLS_EXPIRED")} --> network: certificate
Archive{username = "alice", password = password, auth_url = os.getenv("CONTRACT_TLS_OTHER_HOST")} --> network: certificate
Archive{username = "alice", password = password, auth_url = os.getenv("CONTRACT_TLS_SELF_SIGNED")} --> network: OS_CACERT
Archive{username = "alice", pasword = password} --> usage: password
