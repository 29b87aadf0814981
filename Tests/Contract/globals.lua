same(scale_bytes(1024, "kB"), 1.0)
same(scale_bytes(1024, "bytes"), 1024)
same(scale_bytes(3 * 1024 ^ 4 // 1 | 0, "TB"), 3.0)
same(scale_bytes{value = 1048576, units = "MB"}, 1.0)
scale_bytes(1, "cats") --> usage: cats
scale_bytes(1, "KB") --> usage: kB
scale_bytes("1", "kB") --> usage: value
scale_bytes(1) --> usage: units

local module = require "archive_lua"
for _, name in ipairs{"Archive", "Project", "Container", "PublicContainer", "LocalArchive", "scale_bytes", "set_logger", "help", "dir", "archive"} do
  same(module[name] == _G[name], true)
end

set_logger()
set_logger{level = "CRITICAL"}
set_logger("screen", "INFO")
set_logger(nil)
set_logger("log.txt", "DEBUG")
archive:find_container(prefix .. "nowhere") --> not_found: MyProject
set_logger(nil, "DEBUG")
set_logger("screen", "CHATTY") --> usage: CHATTY
set_logger("no/such/directory/log.txt") --> local_file: no/such/directory

local members = {}
for _, name in ipairs(dir(archive)) do members[name] = true end
same(members.find_container and members.projects and members.whoami, true)
local methods = {}
for _, name in ipairs(dir(Container)) do methods[name] = true end
for _, name in ipairs{"list", "files", "get", "exists", "count", "size", "upload", "download", "download_directory", "read", "open",
    "copy", "move", "delete", "copy_directory", "move_directory", "delete_directory", "access_control", "grant_access", "revoke_access",
    "name", "project", "metadata", "public_url"} do
  if not methods[name] then same(name, "a member of Container") end
end

-- Error objects
local ok, e = pcall(scale_bytes, 1, "cats")
same(ok, false)
same(e.code, "usage")
same(type(e.message), "string")
same(type(e.hint), "string")
same(e.status, nil)
same(e.transaction, nil)
same(e.retryable, false)
same(tostring(e), e.message .. "\n" .. e.hint)

-- A whole number stays the same however large it is.
same(scale_bytes(9007199254740993, "bytes"), 9007199254740993)
same(scale_bytes(1024.0, "bytes"), 1024)
same(scale_bytes(1536, "kB"), 1.5)
same(scale_bytes(0.5, "bytes"), 0.5)
