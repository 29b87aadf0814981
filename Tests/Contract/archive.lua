same(type(archive.username), "string")
same(archive.username, os.getenv("CONTRACT_USER"))
same(#archive.user_id > 0, true)
same(type(archive.projects), "table")
same(archive.projects.MyProject.name, "MyProject")
same(archive.projects.OtherProject.name, "OtherProject")
same(getmetatable(archive.projects), nil)

local me = archive:whoami()
same(me.user, archive.username)
same(me.user_id, archive.user_id)
same(type(me.roles), "table")
if service == "real" then
  same(me.seconds_left > 0 and me.seconds_left <= 3600, true)
  same(math.type(me.expires) ~= nil or type(me.expires) == "string", true)
end

local c = fresh("archive")
same(archive:find_container(c.name) == c, true)
same(archive:find_container{container = c.name}.project.name, "MyProject")
archive:find_container(prefix .. "absent") --> not_found: OtherProject
archive:find_container("a/b") --> usage: '/'
archive:find_container("") --> usage: empty
archive.find_container(c.name) --> usage: colon
archive:find_contaner(c.name) --> usage: find_container
archive.usernam = "x" --> usage: usernam
same(tostring(archive):find("Archive", 1, true) ~= nil, true)

-- Constructors work on the configured archive
same(Container(c.name, archive.username) == c, true)
same(Container{container = c.name, project = "MyProject"} == c, true)
same(Container{container = c.name, project = project} == c, true)
Container(prefix .. "absent", archive.username) --> not_found: absent
Container(c.name, {project = "MyProjet"}) --> not_found: MyProject
Container() --> usage: container
Container(42) --> usage: container
same(Project("MyProject", archive.username).id, project.id)
same(Project("MyProject").name, "MyProject")
Project("NoSuchProject") --> not_found: NoSuchProject
project:delete_container(c.name, {confirm = c.name})
