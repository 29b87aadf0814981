// The libraries for a stranger's code: made from nothing by an allow-list, not by taking away.
#include "protect.h"
#include "bridge.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const char *name;
    lua_CFunction open;
    const char *const *allowed;
} library;

#define NAMES(...) (const char *const[]) { __VA_ARGS__, NULL }

static const library libraries[] = {
    {LUA_GNAME, luaopen_base,
     NAMES("_VERSION", "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawlen",
           "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "xpcall")},
    {LUA_COLIBNAME, luaopen_coroutine,
     NAMES("close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield")},
    {LUA_MATHLIBNAME, luaopen_math,
     NAMES("abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max", "maxinteger",
           "min", "mininteger", "modf", "pi", "rad", "random", "randomseed", "sin", "sqrt", "tan", "tointeger", "type", "ult")},
    {LUA_STRLIBNAME, luaopen_string,
     NAMES("byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize", "rep", "reverse",
           "sub", "unpack", "upper")},
    {LUA_TABLIBNAME, luaopen_table, NAMES("concat", "insert", "move", "pack", "remove", "sort", "unpack")},
    {LUA_UTF8LIBNAME, luaopen_utf8, NAMES("char", "charpattern", "codepoint", "codes", "len", "offset")},
    {LUA_OSLIBNAME, luaopen_os, NAMES("clock", "date", "difftime", "time")},
    // Nothing of io itself: it is opened for what its file handles can do.
    {LUA_IOLIBNAME, luaopen_io, (const char *const[]) {NULL}},
};

enum { LIBRARIES = sizeof libraries / sizeof *libraries };

static void copy(lua_State *L, int from, int to, const char *const *names) {
    for (; *names; names++) {
        lua_getfield(L, from, *names);
        lua_setfield(L, to, *names);
    }
}

/// Upvalue: Lua's own load. Text only: compiled code is trusted blindly.
static int load_text(lua_State *L) {
    if (!strchr(luaL_optstring(L, 3, "t"), 't')) {
        lua_pushnil(L);
        lua_pushliteral(L, "attempt to load compiled code: a recipe loads text only");
        return 2;
    }
    if (lua_gettop(L) < 3) lua_settop(L, 3);
    lua_pushliteral(L, "t");
    lua_replace(L, 3);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/// Upvalue: Lua's own collectgarbage.
static int collect_garbage(lua_State *L) {
    static const char *const allowed[] = {"collect", "count", "step", NULL};
    luaL_checkoption(L, 1, "collect", allowed);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static void narrow(lua_State *L, int globals, const char *name, lua_CFunction function) {
    lua_getglobal(L, name);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, globals, name);
}

/// Nobody gets at the metatable on top, which is popped.
static void hide_metatable(lua_State *L) {
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

static int open_sandbox(lua_State *L) {
    lua_settop(L, 0);
    for (int i = 0; i < LIBRARIES; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].open, 1);
        lua_pop(L, 1);
    }
    clua_opencoroutine(L);
    clua_openwarnings(L);
    lua_newtable(L);
    lua_newtable(L);
    const int globals = 1, loaded = 2;
    for (int i = 0; i < LIBRARIES; i++) {
        lua_getglobal(L, libraries[i].name);
        if (i == 0) lua_pushvalue(L, globals); else lua_newtable(L);
        copy(L, 3, 4, libraries[i].allowed);
        lua_pushvalue(L, 4);
        lua_setfield(L, loaded, libraries[i].name);
        lua_setfield(L, globals, libraries[i].name);
        lua_settop(L, 2);
    }
    narrow(L, globals, "load", load_text);
    narrow(L, globals, "collectgarbage", collect_garbage);

    // What strings find after a colon is the new library, and stays that.
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_getfield(L, globals, LUA_STRLIBNAME);
    lua_setfield(L, -2, "__index");
    hide_metatable(L);
    luaL_getmetatable(L, LUA_FILEHANDLE);
    hide_metatable(L);

    lua_settop(L, 2);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
}
int clua_opensandbox(lua_State *L) { return clua_protect(L, open_sandbox, 0, NULL, 0); }

// MARK: File handles

typedef struct { int *descriptor; const char *mode; } file;

static int close_file(lua_State *L) {
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    FILE *opened = stream->f;
    // Its memory may become anything.
    stream->f = NULL;
    return luaL_fileresult(L, fclose(opened) == 0, NULL);
}

static int new_file(lua_State *L) {
    file *f = lua_touserdata(L, 1);
    luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
    stream->f = NULL;
    stream->closef = NULL;
    luaL_setmetatable(L, LUA_FILEHANDLE);
    stream->f = fdopen(*f->descriptor, f->mode);
    if (!stream->f) {
        lua_pushnil(L);
        return 1;
    }
    *f->descriptor = -1;
    stream->closef = close_file;
    return 1;
}
int clua_newfile(lua_State *L, int *descriptor, const char *mode) {
    file f = {descriptor, mode};
    return clua_protect(L, new_file, 0, &f, 1);
}
void clua_closedescriptor(int descriptor) { close(descriptor); }
