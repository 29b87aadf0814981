same(project.name, "MyProject")
same(#project.id > 0, true)
same(project.archive.username, archive.username)
same(project == archive.projects.MyProject, true)
same(project == archive.projects.OtherProject, false)

local name = prefix .. "project"
local c = project:create_container(name)
same(c.name, name)
same(c.project == project, true)
same(c.public_url, nil)
same(c:count(), 0)
same(project:get_container(name) == c, true)
same(project.containers[name] == c, true)
project:create_container(name) --> exists: already
project:create_container("a/b") --> usage: '/'
project:create_container("") --> usage: empty
project:create_container(("x"):rep(257)) --> usage: 257
project:create_container(name .. "2", "yes") --> usage: public
project:create_container(name .. "2", {publc = true}) --> usage: public
project:get_container(prefix .. "absent") --> not_found: absent

-- Creating what is there must not change it.
put(c, "kept.txt", "kept")
c:grant_access("PUBLIC")
project:create_container(name) --> exists
same(c.public_url ~= nil, true)
same(c:count(), 1)

-- The containers of segments and versions are names, but no containers.
local segments = project:create_container(name .. "_segments")
same(project.containers[name .. "_segments"], nil)
local seen = false
for _, n in ipairs(project.container_names) do seen = seen or n == name .. "_segments" end
same(seen, true)
project:delete_container(name .. "_segments", {confirm = name .. "_segments"})

-- Names are bytes: two forms of one text are two containers.
local composed, decomposed = name .. "_\u{E9}", name .. "_e\u{301}"
put(project:create_container(composed), "which.txt", "composed")
put(project:create_container(decomposed), "which.txt", "decomposed")
local both = project.containers
same({both[composed].name == composed, both[decomposed].name == decomposed}, {true, true})
same({both[composed]:read("which.txt"), both[decomposed]:read("which.txt")}, {"composed", "decomposed"})
project:delete_container(composed, {confirm = decomposed}) --> usage: confirm
project:delete_container(composed, {confirm = composed})
project:get_container(composed) --> not_found
same(project:get_container(decomposed):count(), 1)
project:delete_container(decomposed, {confirm = decomposed})

-- What a hint says can be pasted, whatever the name is.
local odd = project:create_container(name .. "_\n\t\"\\")
local _, e = pcall(project.delete_container, project, odd.name)
same({e.hint:find("\n", 1, true), load("return {" .. e.hint:match("{(.+)}") .. "}")().confirm == odd.name}, {nil, true})
project:delete_container(odd.name, {confirm = odd.name})

local open = project:create_container(name .. "_public", true)
same(type(open.public_url), "string")
same(PublicContainer(open.public_url):count(), 0)
project:delete_container(open.name, {confirm = open.name})

-- A rename keeps everything.
project:rename_container(name, name .. "_renamed")
project:get_container(name) --> not_found
local renamed = project:get_container(name .. "_renamed")
same(names(renamed:list()), {"kept.txt"})
same(renamed:read("kept.txt"), "kept")
same(renamed.public_url ~= nil, true)
project:create_container(name)
project:rename_container(name, renamed.name) --> exists
project:rename_container(prefix .. "absent", name .. "3") --> not_found
project:rename_container(name, "a/b") --> usage: '/'
project:rename_container(name, name) --> usage

-- Deleting asks for the name.
project:delete_container(renamed.name) --> usage: 1 object
project:delete_container(renamed.name, {confirm = "yes"}) --> usage: 1 object
same(renamed:count(), 1)
project:delete_container(renamed.name, {confirm = renamed.name})
project:get_container(renamed.name) --> not_found
project:delete_container(name, {confirm = name})
project:delete_container(prefix .. "absent", {confirm = prefix .. "absent"}) --> not_found

same(type(project.users), "table")
same(project.users[os.getenv("CONTRACT_READER")] ~= nil, true)
