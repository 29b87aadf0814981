-- Values, from an `arg` of the test's own
local function read(declarations, ...)
  arg = {[0] = "script.lua", ...}
  return args(declarations)
end
same(read({}), {})
same(read({"What it does.", a = {}}, "--a", "x\xFF"), {a = "x\xFF"})
same(read({a = {type = "date", default = "2019-06-01"}}), {a = 1559347200})
same(read({a = {type = "date", default = 1559347200.5}}), {a = 1559347200.5})
same(read({a = {type = "bytes", default = 4096}}), {a = 4096})
same(read({a = {type = "number", default = 2}, b = {type = "number", default = 2.5}}), {a = 2, b = 2.5})
same(read({a = {type = "boolean", default = true}}), {a = true})
same(read({a = {type = "boolean", default = true}}, "--no-a"), {a = false})
same(read({a = {repeated = true, type = "integer", default = {1, 2}}}), {a = {1, 2}})
same(read({a = {repeated = true, type = "integer", default = {1, 2}}}, "--a=3"), {a = {3}})
same(read({a = {position = 1}, b = {position = 2, default = "z"}}, "x"), {a = "x", b = "z"})
same(read({declarations = {default = "a name like others"}}), {declarations = "a name like others"})

-- A date is one for the whole API.
local c = fresh("args")
put(c, "a.txt", "x")
same(#c:list{newer_than = read({since = {type = "date"}}, "--since=2019-06-01").since}, 1)
same(#c:list{older_than = read({since = {type = "date"}}, "--since=2019-06-01").since}, 0)

-- Declarations that make no sense
arg = {[0] = "script.lua"}
args() --> usage: declarations
args("x") --> usage: declarations
args{5} --> usage: element
args{"a", "b"} --> usage: element
args{a = 5} --> usage: 'a' must be a table
args{["a b"] = {}} --> usage: 'a b' is no name of Lua
args{help = {}} --> usage: 'help' is there already
args{a = {typ = "date"}} --> usage: Did you mean 'type'?
args{a = {"date"}} --> usage: element without a name
args{a = {type = "dat"}} --> usage: Did you mean 'date'?
args{a = {type = 5}} --> usage: 'a.type'
args{a = {type = "choice"}} --> usage: 'a.choices' must list the choices
args{a = {type = "date", choices = {"x"}}} --> usage: 'a.choices' belongs to the type choice
args{a = {choices = {"x"}, default = "y"}} --> usage: 'a.default' must be one of x
args{a = {type = "integer", default = 1.5}} --> usage: 'a.default' must be an integer, got number 1.5
args{a = {type = "integer", default = "3"}} --> usage: 'a.default'
args{a = {type = "date", default = "soon"}} --> usage: 'a.default' must be a date
args{a = {type = "path", default = "x\0y"}} --> usage: 'a.default' must be a path
args{a = {type = "bytes", default = "much"}} --> usage: 'a.default' must be a size
args{a = {repeated = true, default = "x"}} --> usage: 'a.default' must be a list
args{a = {repeated = true, type = "boolean"}} --> usage: 'a.repeated'
args{a = {required = true, default = "x"}} --> usage: 'a.default'
args{a = {required = "yes"}} --> usage: 'a.required'
args{a = {position = 0}} --> usage: 'a.position'
args{a = {position = 2}} --> usage: 'a.position' must be 1
args{a = {position = 1}, b = {position = 1}} --> usage: 'b.position' must be 2
args{a = {position = 1, repeated = true}, b = {position = 2}} --> usage: 'a.repeated'
args{a = {position = 1}, b = {position = 2, required = true}} --> usage: 'b.required'
arg = nil
args{} --> usage: 'arg' is not a table
arg = {{}}
args{} --> usage: 'arg[1]' must be a string
