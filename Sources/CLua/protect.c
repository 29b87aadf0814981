// Lua API functions that may raise or allocate, each protected for callers in Swift.
#include "protect.h"
#include "bridge.h"
#include <string.h>

int clua_protect(lua_State *L, lua_CFunction function, int arguments, void *data, int results) {
    if (!lua_checkstack(L, 12)) {
        lua_settop(L, -arguments - 1);
        return CLUA_NO_STACK;
    }
    lua_pushcfunction(L, function);
    if (arguments) lua_insert(L, -arguments - 1);
    lua_pushlightuserdata(L, data);
    return lua_pcall(L, arguments + 1, results, 0);
}

typedef struct { const char *bytes; size_t length; } text;

static int push_string(lua_State *L) {
    text *t = lua_touserdata(L, 1);
    lua_pushlstring(L, t->length ? t->bytes : "", t->length);
    return 1;
}
int clua_pushlstring(lua_State *L, const char *bytes, size_t length) {
    text t = {bytes, length};
    return clua_protect(L, push_string, 0, &t, 1);
}

static int create_table(lua_State *L) {
    int *sizes = lua_touserdata(L, 1);
    lua_createtable(L, sizes[0], sizes[1]);
    return 1;
}
int clua_createtable(lua_State *L, int list, int fields) {
    int sizes[2] = {list, fields};
    return clua_protect(L, create_table, 0, sizes, 1);
}

static int new_thread(lua_State *L) {
    *(lua_State **)lua_touserdata(L, 1) = lua_newthread(L);
    return 1;
}
int clua_newthread(lua_State *L, lua_State **thread) { return clua_protect(L, new_thread, 0, thread, 1); }

/// About how much a Swift object takes, of which Lua's collector sees the userdata only.
enum { OBJECT_BYTES = 512, PACE_BYTES = 64 << 10 };

/// Has the collector do the work that so many bytes of its own would have asked for.
static void pace_collector(lua_State *L) {
    clua_bridge *bridge = clua_bridgeof(L);
    bridge->unseen += OBJECT_BYTES;
    if (bridge->unseen < PACE_BYTES) return;
    bridge->unseen = 0;
    if (lua_gc(L, LUA_GCISRUNNING) > 0) lua_gc(L, LUA_GCSTEP, PACE_BYTES >> 10);
}

static int new_object(lua_State *L) {
    clua_object *content = lua_touserdata(L, 1);
    clua_object *object = lua_newuserdatauv(L, sizeof *object, 0);
    object->tag = content->tag;
    object->object = NULL;
    lua_rawgeti(L, LUA_REGISTRYINDEX, content->tag->metatable);
    lua_setmetatable(L, -2);
    object->object = content->object;
    pace_collector(L);
    return 1;
}
int clua_newobject(lua_State *L, const clua_class *tag, void *object) {
    clua_object content = {tag, object};
    return clua_protect(L, new_object, 0, &content, 1);
}

// Each takes the table and the value (or key and value) as arguments.
static int raw_set_field(lua_State *L) {
    text *t = lua_touserdata(L, 3);
    lua_settop(L, 2);
    lua_pushlstring(L, t->bytes, t->length);
    lua_insert(L, 2);
    lua_rawset(L, 1);
    return 0;
}
int clua_rawsetfield(lua_State *L, int index, const char *key, size_t length) {
    text t = {key, length};
    lua_pushvalue(L, index);
    lua_insert(L, -2);
    return clua_protect(L, raw_set_field, 2, &t, 0);
}

static int raw_set_position(lua_State *L) {
    lua_Integer position = *(lua_Integer *)lua_touserdata(L, 3);
    lua_settop(L, 2);
    lua_rawseti(L, 1, position);
    return 0;
}
int clua_rawseti(lua_State *L, int index, lua_Integer position) {
    lua_pushvalue(L, index);
    lua_insert(L, -2);
    return clua_protect(L, raw_set_position, 2, &position, 0);
}

static int raw_set(lua_State *L) {
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 0;
}
int clua_rawset(lua_State *L, int index) {
    lua_pushvalue(L, index);
    lua_insert(L, -3);
    return clua_protect(L, raw_set, 3, NULL, 0);
}

static int get_field(lua_State *L) {
    text *t = lua_touserdata(L, 2);
    lua_settop(L, 1);
    lua_pushlstring(L, t->bytes, t->length);
    lua_gettable(L, 1);
    return 1;
}
int clua_getfield(lua_State *L, int index, const char *key, size_t length) {
    text t = {key, length};
    lua_pushvalue(L, index);
    return clua_protect(L, get_field, 1, &t, 1);
}

static int set_field(lua_State *L) {
    text *t = lua_touserdata(L, 3);
    lua_settop(L, 2);
    lua_pushlstring(L, t->bytes, t->length);
    lua_insert(L, 2);
    lua_settable(L, 1);
    return 0;
}
int clua_setfield(lua_State *L, int index, const char *key, size_t length) {
    text t = {key, length};
    lua_pushvalue(L, index);
    lua_insert(L, -2);
    return clua_protect(L, set_field, 2, &t, 0);
}

static int step(lua_State *L) {
    int *more = lua_touserdata(L, 3);
    lua_settop(L, 2);
    *more = lua_next(L, 1);
    if (!*more) { lua_pushnil(L); lua_pushnil(L); }
    return 2;
}
int clua_next(lua_State *L, int index, int *more) {
    lua_pushvalue(L, index);
    lua_insert(L, -2);
    *more = 0;
    int status = clua_protect(L, step, 2, more, 2);
    if (status == LUA_OK && !*more) lua_pop(L, 2);
    return status;
}

static int make_ref(lua_State *L) {
    int *reference = lua_touserdata(L, 2);
    lua_settop(L, 1);
    *reference = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}
int clua_ref(lua_State *L, int *reference) { return clua_protect(L, make_ref, 1, reference, 0); }
// Sets only slots that exist already: it cannot fail.
void clua_unref(lua_State *L, int reference) { luaL_unref(L, LUA_REGISTRYINDEX, reference); }
void clua_pushref(lua_State *L, int reference) { lua_rawgeti(L, LUA_REGISTRYINDEX, reference); }

static int to_string(lua_State *L) {
    lua_settop(L, 1);
    luaL_tolstring(L, 1, NULL);
    return 1;
}
int clua_tostring(lua_State *L, int index) {
    lua_pushvalue(L, index);
    return clua_protect(L, to_string, 1, NULL, 1);
}

static int describe(lua_State *L) {
    lua_settop(L, 1);
    if (!luaL_callmeta(L, 1, "__tostring") || lua_type(L, -1) != LUA_TSTRING) lua_pushnil(L);
    return 1;
}
int clua_describe(lua_State *L, int index) {
    lua_pushvalue(L, index);
    return clua_protect(L, describe, 1, NULL, 1);
}

// The traceback of the last failed call waits in the registry under this key.
static const char traceback_key;

static int handle_message(lua_State *L) {
    lua_settop(L, 1);
    luaL_traceback(L, L, NULL, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
    return 1;
}

/// The frame below everything, as the standalone interpreter has it: tracebacks end with it.
static int call_from_top(lua_State *L) {
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

int clua_pcall(lua_State *L, int arguments, int results) {
    if (!lua_checkstack(L, 12)) {
        lua_settop(L, -arguments - 2);
        return CLUA_NO_STACK;
    }
    int base = lua_gettop(L) - arguments;
    lua_Debug caller;
    if (!lua_getstack(L, 0, &caller)) {
        lua_pushcfunction(L, call_from_top);
        lua_insert(L, base);
        arguments++;
    }
    lua_pushcfunction(L, handle_message);
    lua_insert(L, base);
    int status = lua_pcall(L, arguments, results, base);
    lua_remove(L, base);
    return status;
}
void clua_traceback(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_key);
    lua_pushboolean(L, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
}

static int thread_traceback(lua_State *L) {
    luaL_traceback(L, (lua_State *)lua_touserdata(L, 1), NULL, 0);
    return 1;
}
int clua_threadtraceback(lua_State *L, lua_State *thread) { return clua_protect(L, thread_traceback, 0, thread, 1); }

static int return_upvalue(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    return 1;
}
static int preload(lua_State *L) {
    text *t = lua_touserdata(L, 2);
    lua_settop(L, 1);
    lua_pushcclosure(L, return_upvalue, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushlstring(L, t->bytes, t->length);
    lua_pushvalue(L, 1);
    lua_rawset(L, 2);
    return 0;
}
int clua_preload(lua_State *L, const char *name, size_t length) {
    text t = {name, length};
    return clua_protect(L, preload, 1, &t, 0);
}

int clua_load(lua_State *L, const char *bytes, size_t length, const char *name, const char *mode) {
    if (!lua_checkstack(L, 12)) return CLUA_NO_STACK;
    return luaL_loadbufferx(L, length ? bytes : "", length, name, mode);
}

void clua_pushglobals(lua_State *L) { lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); }

static int collect(lua_State *L) {
    lua_gc(L, *(int *)lua_touserdata(L, 1), 0);
    return 0;
}
int clua_gc(lua_State *L, int what) { return clua_protect(L, collect, 0, &what, 0); }

int clua_stopcollector(lua_State *L) {
    int ran = lua_gc(L, LUA_GCISRUNNING) > 0;
    lua_gc(L, LUA_GCSTOP);
    return ran;
}
void clua_startcollector(lua_State *L) { lua_gc(L, LUA_GCRESTART); }

void clua_pop(lua_State *L, int count) { lua_settop(L, -count - 1); }

static int open_libraries(lua_State *L) {
    luaL_openlibs(L);
    clua_opencoroutine(L);
    clua_openwarnings(L);
    return 0;
}
int clua_openlibs(lua_State *L) { return clua_protect(L, open_libraries, 0, NULL, 0); }

static int prepare(lua_State *L) {
    lua_pushboolean(L, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
    return 0;
}
int clua_prepare(lua_State *L) { return clua_protect(L, prepare, 0, NULL, 0); }

typedef struct { const char *path; const char *mode; int status; } file;

static int load_file(lua_State *L) {
    file *f = lua_touserdata(L, 1);
    f->status = luaL_loadfilex(L, f->path, f->mode);
    return 1;
}
size_t clua_readinput(void *buffer, size_t size) { return fread(buffer, 1, size, stdin); }
int clua_inputhasfailed(void) { return ferror(stdin); }

int clua_loadfile(lua_State *L, const char *path, const char *mode) {
    file f = {path, mode, LUA_OK};
    int status = clua_protect(L, load_file, 0, &f, 1);
    return status != LUA_OK ? status : f.status;
}
