-- Runs a contract test: a Lua file in which a statement that must fail has the error beside it,
--
--     container:get("absent.txt")  --> not_found: absent.txt
--
-- and everything else must pass. Every failure is printed with its line; the exit status is 1 if there was one.

local path = arg[1]
local failures, checks = 0, 0

local function fail(line, text)
  failures = failures + 1
  print(("%s:%d: %s"):format(path, line, text))
end

--- Runs a statement that must raise an error with this code, whose message or hint holds this text.
function raises(line, code, text, statement)
  checks = checks + 1
  local ok, e = pcall(statement)
  if ok then return fail(line, "expected the error " .. code .. ", and there was none") end
  if type(e) ~= "userdata" then return fail(line, "expected an error object, got: " .. tostring(e)) end
  if e.code ~= code then return fail(line, "expected the error " .. code .. ", got " .. e.code .. ": " .. tostring(e)) end
  if not tostring(e):find(text, 1, true) then
    return fail(line, ("expected %q in: %s"):format(text, tostring(e)))
  end
end

local function show(value)
  if type(value) == "string" then return ("%q"):format(value) end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for k, v in pairs(value) do parts[#parts + 1] = show(k) .. "=" .. show(v) end
  table.sort(parts)
  return "{" .. table.concat(parts, ", ") .. "}"
end

--- Fails unless both are the same: by value for tables, and integers are not floats.
function same(got, wanted)
  checks = checks + 1
  if show(got) == show(wanted) then return end
  fail(debug.getinfo(2, "l").currentline, "expected " .. show(wanted) .. ", got " .. show(got))
end

--- The names of files, in order.
function names(files)
  local list = {}
  for i, file in ipairs(files) do list[i] = file.name end
  return list
end

function sorted(list)
  local copy = table.move(list, 1, #list, 1, {})
  table.sort(copy)
  return copy
end

function write_file(file_path, content)
  local file = assert(io.open(file_path, "wb"))
  assert(file:write(content))
  assert(file:close())
  return file_path
end

function read_file(file_path)
  local file = io.open(file_path, "rb")
  if not file then return nil end
  local content = file:read("a")
  file:close()
  return content
end

--- Writes a local file and uploads it under exactly this name, with the content type of its extension.
function put(container, name, content)
  local base = "upload-of-a-test" .. (name:match("%.%w+$") or "")
  write_file(base, content)
  container:upload(base, "", true)
  container:move(base, "", name, true)
  os.remove(base)
end

--- A new container of this test's own.
function fresh(label)
  return project:create_container(prefix .. label)
end

prefix = os.getenv("CONTRACT_PREFIX")
service = os.getenv("CONTRACT_SERVICE")
project = archive.projects.MyProject

local source = {}
for line in io.lines(path) do
  local statement, code, text = line:match("^(.-)%s*%-%->%s*([%a_]+):?%s*(.-)%s*$")
  if statement then
    line = ("raises(%d, %q, %q, function() %s end)"):format(#source + 1, code, text, statement)
  end
  source[#source + 1] = line
end
local chunk = assert(load(table.concat(source, "\n"), "@" .. path, "t"))
local ok, trace = xpcall(chunk, function(e) return debug.traceback(tostring(e), 2) end)
if not ok then fail(0, trace) end
print(("%s: %d checks, %d failures"):format(path:match("[^/]*$"), checks, failures))
os.exit(failures == 0 and checks > 0, true)
