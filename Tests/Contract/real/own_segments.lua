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
project:delete_container(c.name, {confirm = c.name})
