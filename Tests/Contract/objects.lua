-- What all objects have in common: members, equality, words for them, and errors that say what was meant.
local c = fresh("objects")
put(c, "dir/file.txt", "content")
c:grant_access("PUBLIC")
local f, p, h = c:get("dir/file.txt"), PublicContainer(c.public_url), c:open("dir/file.txt")
local _, e = pcall(c.get, c, "absent.txt")

local objects = {Archive = archive, Project = project, Container = c, PublicContainer = p, File = f, FileHandle = h, ArchiveError = e}
for name, object in pairs(objects) do
  same(debug.getmetatable(object).__name, name)
  same(type(tostring(object)), "string")
  same(tostring(object):find("0x", 1, true), nil)
  same(getmetatable(object), false)
  same(#dir(object) > 0, true)
  same(pcall(function() object.nonsense = 1 end), false)
  same(pcall(function() return object.nonsense end), false)
  same(object == object, true)
  same(object == 1, false)
end
same(tostring(f), "dir/file.txt")
same(tostring(c), "MyProject/" .. c.name)
same(tostring(project), "MyProject")

same(c:list()[1] == f, true)
same(c == p, false)
same(p == PublicContainer(p.url), true)
same(p:get("dir/file.txt") == f, true)
same(c:get("dir/file.txt").container == c, true)
same(f == c:copy("dir/file.txt", "other"), false)
same(archive.projects.MyProject.archive == archive, true)

-- Misspelt, or a member of another class
c:lst() --> usage: 'list'
c:delete_container("x") --> usage: Project
local _ = c.containers --> usage: Project
project:list() --> usage: Container
project:find_container("x") --> usage: Archive
archive:get_container("x") --> usage: Project
f:list() --> usage: Container
local _ = p.metadata --> usage: Container
local _ = Container.name --> usage: property
c.name = "x" --> usage: cannot be assigned
e.code = "x" --> usage: cannot be assigned

-- What an error says
same({e.code, e.status, e.path, e.retryable, e.hint}, {"not_found", 404, "absent.txt", false, nil})
same(e.transaction ~= nil, service == "real")
same(tostring(e), e.message)
local function failure(call, ...)
  local ok, err = pcall(call, ...)
  same(ok, false)
  return err
end
same(failure(c.read, c, "absent.txt").path, "absent.txt")
same(failure(c.delete, c, "absent.txt").path, "absent.txt")
same(failure(c.copy, c, "absent.txt", "x").path, "absent.txt")
same(failure(c.copy, c, "dir/file.txt", "other").path, "other/file.txt")
same(failure(c.delete_directory, c, "absent").path, "absent")
same(failure(c.grant_access, c, "no-such-user").path, "no-such-user")
same(failure(project.get_container, project, prefix .. "absent").path, prefix .. "absent")
write_file("file.txt", "mine")
e = failure(c.upload, c, "file.txt", "dir")
same({e.code, e.path}, {"exists", "dir/file.txt"})
e = failure(f.download, f, ".", false)
same({e.code, e.path, e.status}, {"exists", "./file.txt", nil})

-- Every method takes the names of its parameters alone.
same(c:list{dir_path = "dir", content_type = "text/plain", newer_than = 0, older_than = os.time() + 60, contains_substring = "fil", extension = "txt"}[1] == f, true)
same(p:list{dir_path = "dir", refresh = true}[1] == f, true)
same(c:files{dir_path = "dir"}() == f, true)
same(c:get{file_path = "dir/file.txt"} == f, true)
same(c:exists{file_path = "dir"}, false)
same({c:count{}, c:size{units = "bytes"}, f:size{units = "bytes"}}, {2, 14, 7})
same(c:read{file_path = "dir/file.txt", decode = "utf-8", accept = {}}, "content")
same(f:read{decode = "utf-8", accept = {"text/plain"}}, "content")
same(c:open{file_path = "dir/file.txt"}:read("a"), "content")
same(f:open{}:read("a"), "content")
same(c:upload{local_paths = {"file.txt"}, remote_directory = "up", overwrite = false}, {"up/file.txt"})
same(c:download{file_path = "up/file.txt", local_directory = "down", with_tree = true, overwrite = false}, "down/up/file.txt")
same(f:download{local_directory = "down", with_tree = false, overwrite = false}, "down/file.txt")
same(c:download_directory{directory_path = "up", local_directory = "down", with_tree = true, overwrite = true}, {"down/up/file.txt"})
same(c:copy{file_path = "up/file.txt", target_directory = "c", new_name = "1", overwrite = false}.name, "c/1")
same(c:move{file_path = "c/1", target_directory = "c", new_name = "2", overwrite = false}.name, "c/2")
local g = c:get("c/2"):copy{target_directory = "c", new_name = "3", overwrite = false}
g = g:move{target_directory = "c", new_name = "4", overwrite = false}
g = g:rename{new_name = "5", overwrite = false}
same(g.name, "c/5")
g:delete{}
c:delete{file_path = "c/2"}
same(c:copy_directory{directory_path = "up", target_directory = "", new_name = "v", overwrite = false}.copied, {"v/file.txt"})
same(c:move_directory{directory_path = "v", target_directory = "", new_name = "w", overwrite = false}.copied, {"w/file.txt"})
same(c:delete_directory{directory_path = "w"}, 1)
same(c:revoke_access{username = "PUBLIC", mode = "read"}, true)
same(c:grant_access{username = "PUBLIC", mode = "read"}, true)
same(c:access_control{show_usernames = true}.read, {"PUBLIC"})
same(archive:find_container{container = c.name} == c, true)
same(archive:whoami{}.user, archive.username)
local made = project:create_container{container_name = c.name .. "2", public = false}
same(project:get_container{name = made.name} == made, true)
project:rename_container{container_name = made.name, new_name = c.name .. "3"}
project:delete_container{container_name = c.name .. "3", confirm = c.name .. "3"}
same(scale_bytes{value = 2048, units = "kB"}, 2.0)
set_logger{location = "screen", level = "CRITICAL"}
same(#dir{x = Container} > 20, true)
same(PublicContainer{url = p.url} == p, true)
same(Project{project = "MyProject", username = archive.username} == project, true)
same(Project{project = "MyProject", archive = archive} == project, true)
same(LocalArchive{directory = "another"}.projects.MyProject.name, "MyProject")

-- nil for an optional argument is its default.
same(c:read("dir/file.txt", nil, nil), "content")
same(c:list(nil, nil, nil, nil, nil, nil)[1] == f, true)
same(c:download("up/file.txt", nil, nil, true), "./up/file.txt")
same(c:copy("up/file.txt", "n", nil, nil).name, "n/file.txt")
same(c:size(nil), c:size("bytes"))

-- Options beside positions, and what is neither
same(c:list("dir", {extension = ".txt"})[1] == f, true)
same(c:list("dir", nil, {year = 2001, month = 1, day = 1}, {extension = ".txt"})[1] == f, true)
c:read("dir/file.txt", {file_path = "x"}) --> usage: given twice
c:read({"dir/file.txt"}) --> usage: file_path
c:download{"dir/file.txt", overwrite = true} --> usage: overwrite
c:upload{"file.txt", overwrite = true} --> usage: overwrite
c:read("dir/file.txt", "utf-8", {"text/plain", overwrite = true}) --> usage: overwrite
c:download({nil, "dir/file.txt"}, "x") --> usage: element 1
c:get(f) --> usage: got File
c.get("dir/file.txt") --> usage: colon
project:delete_container(c.name, {confirm = c.name})
