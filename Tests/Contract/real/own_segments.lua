-- Large objects whose segments lie among ordinary files, as other clients may make them.
local token, url = os.getenv("CONTRACT_TOKEN"), os.getenv("CONTRACT_STORAGE_URL")
local function curl(path, content, header)
  write_file("body", content)
  local status = io.popen(("curl -s -o said -w '%%{http_code}' -X PUT -H 'X-Auth-Token: %s' -H '%s' --data-binary @body '%s/%s'")
    :format(token, header or "Content-Type: text/plain", url, path)):read("a")
  if status ~= "201" then error(path .. ": " .. status .. ": " .. read_file("said")) end
end
local function slo(path, ...)
  local rows = {}
  for i, segment in ipairs{...} do
    rows[i] = segment:find("^{") and segment or ('{"path": "%s"}'):format(segment)
  end
  curl(path .. "?multipart-manifest=put", "[" .. table.concat(rows, ", ") .. "]", "X-Object-Meta-Colour: red")
end
local function dlo(path, prefix) curl(path, "", "X-Object-Manifest: " .. prefix) end
local function contents(container)
  local all = {}
  for file in container:files() do all[file.name] = container:read(file.name, false) end
  return all
end

-- A container that is renamed takes along what its large objects are made of.
local c = fresh("own")
local name = c.name
curl(name .. "/seg/1", "one")
curl(name .. "/seg/2", "two")
slo(name .. "/slo", name .. "/seg/1", name .. "/seg/2")
slo(name .. "/nested", name .. "/slo", ('{"path": "%s/seg/2", "range": "0-1"}'):format(name))
dlo(name .. "/dlo", name .. "/seg/")
curl(name .. "/link", "", "X-Symlink-Target: " .. name .. "/slo")
local before = {
  dlo = "onetwo", link = "onetwo", nested = "onetwotw", slo = "onetwo", ["seg/1"] = "one", ["seg/2"] = "two",
}
same(contents(c), before)
project:rename_container(name, name .. "-renamed")
c = project:get_container(name .. "-renamed")
same(contents(c), before)
same(c:get("slo").content_type, "application/x-www-form-urlencoded")
project:get_container(name) --> not_found
local loaded = c:download({"nested", "slo"}, "loaded")
same({loaded.done, loaded.unchecked, read_file("loaded/nested")}, {{"loaded/nested", "loaded/slo"}, {"loaded/nested"}, "onetwotw"})
same(c:sync("loaded2", {include = "/nested"}).unchecked, {"loaded2/nested"})

-- What another container's large objects are made of cannot go.
local segments = fresh("own_segments")
curl(segments.name .. "/x/1", "x1")
dlo(c.name .. "/x", segments.name .. "/x/")
project:rename_container(segments.name, segments.name .. "2") --> conflict: -renamed/x'
same({c:read("x", false), segments:count()}, {"x1", 1})
project:get_container(segments.name .. "2") --> not_found
c:delete("x")
same(segments:count(), 0)
project:rename_container(segments.name, segments.name .. "2")
project:delete_container(segments.name .. "2", {confirm = segments.name .. "2"})

-- Nor can what the same container's large objects are made of, be it moved alone or with a directory.
curl(c.name .. "/d/seg/1", "1")
curl(c.name .. "/d/seg/2", "2")
curl(c.name .. "/d/plain", "plain")
slo(c.name .. "/d/slo", c.name .. "/d/seg/1", c.name .. "/d/seg/2")
dlo(c.name .. "/d/dlo", c.name .. "/d/seg/")
slo(c.name .. "/outside", c.name .. "/d/seg/2")
c:move("d/seg/2", "") --> conflict: large object
c:get("d/seg/1"):move("elsewhere") --> conflict: large object
local report = c:move_directory("d", "", "d3", {raise = false})
same(report.copied, {"d3/dlo", "d3/plain", "d3/slo"})
same({#report.failed, report.failed[1].code, report.failed[1].path, report.failed[2].path}, {2, "conflict", "d/seg/1", "d/seg/2"})
same({c:read("d3/slo", false), c:read("d3/dlo", false), c:read("outside", false)}, {"12", "12", "2"})
same(names(c:list("d")), {"d/seg/1", "d/seg/2"})
c:move_directory("d", "", "d4") --> conflict: d3/
same(#c:copy_directory("d", "", "d5").copied, 2)
same(c:move("d3/slo", "", "moved").name, "moved")
same(c:read("moved", false), "12")
same(#c:move_directory("d5", "", "d6").copied, 2)

-- Bytes that stand in a manifest itself, and manifests that nobody can read
slo(c.name .. "/inline", c.name .. "/d/seg/1", '{"data": "aW5saW5l"}', c.name .. "/d/seg/2")
local h <close> = c:open("inline")
h:seek("set", 3)
same({c:read("inline", false), h:read("a")}, {"1inline2", "line2"})
same(read_file(c:download("inline", "down")), "1inline2")
same(#c:verify("down", {include = "inline"}).matching, 1)
same(c:copy("inline", "copies").name, "copies/inline")
same(c:move("copies/inline", "", "again", true).name, "again")
c:delete("inline")
same(c:read("again", false), "1inline2")
project:rename_container(c.name, c.name .. "-last")
c = project:get_container(c.name .. "-last")
same(c:read("again", false), "1inline2")
project:delete_container(c.name, {confirm = c.name})
