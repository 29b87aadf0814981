same(to_csv({{b = 1, a = "x"}, {a = "y", c = true}}), "a,b,c\nx,1,\ny,,true\n")
same(to_csv({{b = 1, a = "x"}}, {columns = {"b", "d"}}), "b,d\n1,\n")
same(to_csv({{1, "x"}, {2, "y"}}), "1,x\n2,y\n")
same(to_csv({{1, "x"}, {2}}, {columns = {"n", "t"}}), "n,t\n1,x\n2,\n")
same(to_csv({}), "")
same(to_csv({{}, {}}), "")
same(to_csv({}, {columns = {"a", "b"}}), "a,b\n")
same(to_csv({{a = 'say "hi"', b = "x,y", c = "l1\nl2", d = "\r", e = " s ", f = "=1+1"}}),
  'a,b,c,d,e,f\n"say ""hi""","x,y","l1\nl2","\r", s ,=1+1\n')
same(to_csv({{["a,b"] = 1}}), '"a,b"\n1\n')
same(to_csv({{a = ""}, {a = null}, {}}), 'a\n""\n""\n""\n')
same(to_csv({{a = 9007199254740993, b = 0.1, c = 3.0, d = 1e300}}), "a,b,c,d\n9007199254740993,0.1,3.0,1e+300\n")
same(to_csv({{a = "\xFF\0é"}}), "a\n\xFF\0é\n")
same(to_csv(from_json('[{"a": null, "b": [1]}]'), {columns = {"a"}}), 'a\n""\n')
same(to_csv({setmetatable({}, {__index = {a = 1}})}, {columns = {"a"}}), "a\n1\n")
-- A name among the columns is a name, also that of a parameter.
same(to_csv({{columns = 1, records = 2}}), "columns,records\n1,2\n")
to_csv({{a = {}}}) --> usage: 'a' of record 1 is a table
to_csv({{1, print}}) --> usage: cell 2 of record 1
to_csv({{1}, {a = 1}}) --> usage: record 2
to_csv({{a = 1}, {1}}) --> usage: record 2
to_csv({{1, a = 2}}) --> usage: record 1
to_csv({{1, 2, 3}}, {columns = {"a"}}) --> usage: 3 cells
to_csv({1}) --> usage: record 1 is no record, but: integer 1
to_csv({print}) --> usage: record 1 is no record, but: function
to_csv({Container}) --> usage: class Container
to_csv({a = 1}) --> usage: records
to_csv("x") --> usage: records
to_csv() --> usage: records
to_csv({{a = 1}}, {column = {"a"}}) --> usage: columns
print_table({{1}, {a = 1}}) --> usage: print_table: record 2
print_table({a = 1}) --> usage: records

local c = fresh("records")
put(c, "b,c.txt", "content")
put(c, "a.txt", "x")
local files = c:list()
local hashes = {}
for i, file in ipairs(files) do hashes[i] = file.hash end
same(to_csv(files, {columns = {"name", "bytes", "hash"}}), ('name,bytes,hash\na.txt,1,%s\n"b,c.txt",7,%s\n'):format(table.unpack(hashes)))
same(to_csv(files):match("^[^\n]*"), "name,bytes,content_type,hash,large_object,last_modified,basename,dirname")
-- A property that has to be asked for, an object in a cell, and objects beside tables
same(to_csv({files[1]}, {columns = {"path", "container"}}), ("path,container\na.txt,%s\n"):format(c.name))
same(to_csv({files[1], {name = "t", extra = 1}}, {columns = {"name", "extra"}}) == nil, false) --> usage: extra
same(to_csv({{file = files[1]}}), "file\na.txt\n")
to_csv(files, {columns = {"nmae"}}) --> usage: name
