// The method `File:size(units)` as one would write it in plain C with Lua's own auxiliary library.
#include <lauxlib.h>
#include <lua.h>

typedef struct {
    lua_Integer bytes;
} File;

static int size(lua_State *lua) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", NULL};
    const File *file = luaL_checkudata(lua, 1, "File");
    int unit = luaL_checkoption(lua, 2, "bytes", units);
    if (unit == 0) {
        lua_pushinteger(lua, file->bytes);
    } else {
        lua_pushnumber(lua, (lua_Number)file->bytes / (lua_Number)(1LL << (10 * unit)));
    }
    return 1;
}

static int make(lua_State *lua) {
    File *file = lua_newuserdatauv(lua, sizeof *file, 0);
    file->bytes = luaL_checkinteger(lua, 1);
    luaL_setmetatable(lua, "File");
    return 1;
}

int luaopen_plain_call(lua_State *lua) {
    luaL_newmetatable(lua, "File");
    lua_createtable(lua, 0, 1);
    lua_pushcfunction(lua, size);
    lua_setfield(lua, -2, "size");
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, make);
    return 1;
}
