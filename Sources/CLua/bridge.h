#ifndef CLUA_BRIDGE_H
#define CLUA_BRIDGE_H
#include "CLua.h"

// A thread's extra space holds the bridge; the lowest bit marks a task of the scheduler. New threads copy
// the main thread's space, so a user's coroutine starts unmarked.
static inline uintptr_t *clua_slot(lua_State *L) { return (uintptr_t *)lua_getextraspace(L); }
static inline clua_bridge *clua_bridgeof(lua_State *L) { return (clua_bridge *)(*clua_slot(L) & ~(uintptr_t)1); }

/// Does what Swift answered: returns results, raises or yields.
int clua_conclude(lua_State *L, clua_bridge *bridge, int status);
/// Puts the interrupting hook on the thread if an interrupt is due.
void clua_arm(clua_bridge *bridge, lua_State *L);
void clua_opencoroutine(lua_State *L);
void clua_openwarnings(lua_State *L);
#endif
