// The state: its memory, its threads, and coroutine functions that know which thread runs.
#include "bridge.h"
#include <stdlib.h>

int clua_prepare(lua_State *L);

static void *allocate(void *user, void *block, size_t old_size, size_t new_size) {
    clua_memory *memory = user;
    if (!block) old_size = 0;
    if (new_size == 0) {
        free(block);
        memory->used -= old_size;
        return NULL;
    }
    if (new_size > old_size) {
        memory->requests++;
        if (memory->fail_from && memory->requests >= memory->fail_from) return NULL;
        if (memory->limit && memory->used - old_size + new_size > memory->limit) {
            if (memory->refused) memory->exhausted = 1;
            memory->refused = new_size;
            return NULL;
        }
        if (memory->refused && memory->refused != new_size) memory->exhausted = 1;
        memory->refused = 0;
    }
    void *result = realloc(block, new_size);
    if (result) memory->used = memory->used - old_size + new_size;
    return result;
}

clua_bridge *clua_newbridge(void) { return calloc(1, sizeof(clua_bridge)); }
void clua_freebridge(clua_bridge *bridge) { free(bridge); }

lua_State *clua_newstate(clua_bridge *bridge) {
    lua_State *L = lua_newstate(allocate, &bridge->memory);
    if (!L) return NULL;
    *clua_slot(L) = (uintptr_t)bridge;
    bridge->main = L;
    bridge->current = L;
    if (clua_prepare(L) != LUA_OK) {
        lua_close(L);
        return NULL;
    }
    return L;
}

void clua_close(lua_State *L) { lua_close(L); }
int clua_version(void) { return LUA_VERSION_NUM; }

int clua_isowned(lua_State *L) { return (int)(*clua_slot(L) & 1); }
void clua_setowned(lua_State *L, int owned) {
    *clua_slot(L) = (uintptr_t)clua_bridgeof(L) | (owned ? 1 : 0);
}
int clua_canyield(lua_State *L) { return clua_isowned(L) && lua_isyieldable(L); }

int clua_resume(lua_State *L, lua_State *from, int arguments, int *results) {
    clua_bridge *bridge = clua_bridgeof(L);
    lua_State *before = bridge->current;
    bridge->current = L;
    clua_arm(bridge, L);
    int status = lua_resume(L, from, arguments, results);
    bridge->current = before;
    clua_arm(bridge, before);
    return status;
}

int clua_closethread(lua_State *L, lua_State *from) {
    clua_bridge *bridge = clua_bridgeof(L);
    lua_State *before = bridge->current;
    bridge->current = L;
    clua_arm(bridge, L);
#if LUA_VERSION_RELEASE_NUM >= 50406
    int status = lua_closethread(L, from);
#else
    (void)from;
    int status = lua_resetthread(L);
#endif
    bridge->current = before;
    clua_arm(bridge, before);
    return status;
}

// MARK: coroutine.resume, wrap and close, as Lua's own, but through clua_resume

static int is_task(lua_State *co) { return clua_isowned(co); }

/// Returns the number of results on the stack of L, or -1 with an error value there.
static int resume_with(lua_State *L, lua_State *co, int arguments) {
    if (is_task(co)) {
        lua_pushliteral(L, "cannot resume a task");
        return -1;
    }
    if (!lua_checkstack(co, arguments)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, arguments);
    int count;
    int status = clua_resume(co, L, arguments, &count);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, count + 1)) {
        lua_pop(co, count);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, count);
    return count;
}

static lua_State *thread_argument(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static int coroutine_resume(lua_State *L) {
    lua_State *co = thread_argument(L);
    int count = resume_with(L, co, lua_gettop(L) - 1);
    lua_pushboolean(L, count >= 0);
    lua_insert(L, count >= 0 ? -count - 1 : -2);
    return count >= 0 ? count + 1 : 2;
}

static int call_wrapped(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    if (!co) return luaL_error(L, "not a coroutine");
    int count = resume_with(L, co, lua_gettop(L));
    if (count >= 0) return count;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD && !is_task(co)) {
        status = clua_closethread(co, L);
        if (status != LUA_OK) lua_xmove(co, L, 1);
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int coroutine_wrap(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, call_wrapped, 1);
    return 1;
}

static int coroutine_close(lua_State *L) {
    lua_State *co = thread_argument(L);
    lua_Debug frame;
    if (is_task(co)) return luaL_error(L, "cannot close a task");
    int dead = lua_status(co) != LUA_OK && lua_status(co) != LUA_YIELD;
    int idle = lua_status(co) == LUA_YIELD || (co != L && !lua_getstack(co, 0, &frame));
    if (co == L || !(dead || idle))
        return luaL_error(L, "cannot close a %s coroutine", co == L ? "running" : "normal");
    if (clua_closethread(co, L) == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    return 2;
}

// MARK: xpcall

/// Calls the user's message handler, except for an interrupt: that is raised in a hook, and a handler called
/// there would run without hooks, so that nothing could stop it.
static int handle_unless_interrupted(lua_State *L) {
    if (__atomic_load_n(&clua_bridgeof(L)->interrupted, __ATOMIC_SEQ_CST)) return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

static int end_xpcall(lua_State *L, int status, lua_KContext extra) {
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)extra;
}

static int base_xpcall(lua_State *L) {
    int count = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    if (!lua_iscfunction(L, 2)) {
        lua_pushvalue(L, 2);
        lua_pushcclosure(L, handle_unless_interrupted, 1);
        lua_replace(L, 2);
    }
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    return end_xpcall(L, lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, end_xpcall), 2);
}

void clua_opencoroutine(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {"close", coroutine_close}, {NULL, NULL}};
    lua_getglobal(L, LUA_COLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
    lua_pushcfunction(L, base_xpcall);
    lua_setglobal(L, "xpcall");
}
