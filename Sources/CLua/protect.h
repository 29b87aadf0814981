#ifndef CLUA_PROTECT_H
#define CLUA_PROTECT_H
#include "CLua.h"

/// Runs `function` protected, with the topmost `arguments` values (which are popped) and `data` as a light
/// userdata after them. Returns a Lua status; where that is not LUA_OK the error value is on the stack,
/// except for CLUA_NO_STACK, which leaves nothing.
int clua_protect(lua_State *L, lua_CFunction function, int arguments, void *data, int results);
#endif
