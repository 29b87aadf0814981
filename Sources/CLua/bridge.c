// The trampolines: from a Lua call to Swift and back.
#include "bridge.h"
#include <string.h>

static int continued(lua_State *L, int status, lua_KContext ticket) {
    (void)status;
    clua_bridge *bridge = clua_bridgeof(L);
    return clua_conclude(L, bridge, bridge->callbacks.resume(bridge->owner, L, (int64_t)ticket));
}

int clua_conclude(lua_State *L, clua_bridge *bridge, int status) {
    if (status >= 0) return status;
    switch (status) {
    case CLUA_SCRATCH:
        lua_pushlstring(L, bridge->scratch, bridge->scratch_length);
        return 1;
    case CLUA_YIELD:
        return lua_yieldk(L, 0, (lua_KContext)bridge->ticket, continued);
    case CLUA_NO_STACK:
        lua_settop(L, 0);
        return luaL_error(L, "stack overflow");
    default:
        return lua_error(L);
    }
}

static clua_object *object_at(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TUSERDATA || lua_rawlen(L, index) != sizeof(clua_object)) return NULL;
    return lua_touserdata(L, index);
}

void *clua_toobject(lua_State *L, int index, const clua_class *tag) {
    clua_object *object = object_at(L, index);
    return object && object->tag == tag ? object->object : NULL;
}

const clua_class *clua_classof(lua_State *L, int index) {
    clua_bridge *bridge = clua_bridgeof(L);
    clua_object *object = object_at(L, index);
    if (!object) return NULL;
    for (int i = 0; i < bridge->class_count; i++)
        if (bridge->classes[i] == object->tag) return object->tag;
    return NULL;
}

static int call_member_at(lua_State *L, clua_bridge *bridge, lua_Integer index) {
    // The index comes from an upvalue or a table, which the debug library can change.
    if ((lua_Unsigned)index >= (lua_Unsigned)bridge->member_count) return luaL_error(L, "not a function of this state");
    clua_member member = bridge->members[index];
    void *object = NULL;
    if (member.receiver && !(object = clua_toobject(L, 1, member.receiver)))
        return clua_conclude(L, bridge, bridge->callbacks.bad_receiver(bridge->owner, L, (int)index));
    return clua_conclude(L, bridge, bridge->callbacks.call(bridge->owner, L, member.callable, object));
}

static int call_member(lua_State *L) {
    int isnumber;
    lua_Integer index = lua_tointegerx(L, lua_upvalueindex(1), &isnumber);
    return call_member_at(L, clua_bridgeof(L), isnumber ? index : -1);
}

static int missing(lua_State *L, int purpose) {
    clua_bridge *bridge = clua_bridgeof(L);
    lua_Integer index = lua_tointegerx(L, lua_upvalueindex(2), NULL);
    if ((lua_Unsigned)index >= (lua_Unsigned)bridge->class_count) return luaL_error(L, "not a class of this state");
    lua_settop(L, 2);
    return clua_conclude(L, bridge, bridge->callbacks.missing(bridge->owner, L, (int)index, purpose));
}

/// Upvalues: members by name (functions, and numbers for properties), the index of the class.
static int index_object(lua_State *L) {
    lua_settop(L, 2);
    if (!lua_istable(L, lua_upvalueindex(1))) return luaL_error(L, "not a class of this state");
    lua_pushvalue(L, 2);
    switch (lua_rawget(L, lua_upvalueindex(1))) {
    case LUA_TFUNCTION:
        return 1;
    case LUA_TNUMBER: {
        lua_Integer member = lua_tointegerx(L, 3, NULL);
        lua_settop(L, 1);
        return call_member_at(L, clua_bridgeof(L), member);
    }
    default:
        return missing(L, CLUA_GET);
    }
}

static int index_class(lua_State *L) {
    lua_settop(L, 2);
    if (!lua_istable(L, lua_upvalueindex(1))) return luaL_error(L, "not a class of this state");
    lua_pushvalue(L, 2);
    return lua_rawget(L, lua_upvalueindex(1)) == LUA_TFUNCTION ? 1 : missing(L, CLUA_CLASS_GET);
}

static int newindex_object(lua_State *L) { return missing(L, CLUA_SET); }
static int newindex_class(lua_State *L) { return missing(L, CLUA_CLASS_SET); }

static const clua_class *class_upvalue(lua_State *L, clua_bridge *bridge) {
    lua_Integer index = lua_tointegerx(L, lua_upvalueindex(1), NULL);
    return (lua_Unsigned)index < (lua_Unsigned)bridge->class_count ? bridge->classes[index] : NULL;
}

static int pairs_object(lua_State *L) {
    clua_bridge *bridge = clua_bridgeof(L);
    const clua_class *tag = class_upvalue(L, bridge);
    void *object = tag ? clua_toobject(L, 1, tag) : NULL;
    if (!object) return luaL_error(L, "bad argument to 'pairs'");
    return clua_conclude(L, bridge, bridge->callbacks.pairs(bridge->owner, L, tag->index, object));
}

/// Whatever class the object is of: the debug library may have given it another's metatable.
static int collect_object(lua_State *L) {
    clua_bridge *bridge = clua_bridgeof(L);
    const clua_class *tag = clua_classof(L, 1);
    void *object = tag ? clua_toobject(L, 1, tag) : NULL;
    if (object) {
        ((clua_object *)lua_touserdata(L, 1))->object = NULL;
        bridge->callbacks.release(bridge->owner, tag, object);
    }
    return 0;
}

static int next_pair(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (lua_next(L, 1)) return 2;
    lua_pushnil(L);
    return 1;
}

void clua_pushnextfunction(lua_State *L) { lua_pushcfunction(L, next_pair); }

int clua_memberof(lua_State *L, int index) {
    if (lua_tocfunction(L, index) != call_member || !lua_getupvalue(L, index, 1)) return -1;
    lua_Integer member = lua_tointegerx(L, -1, NULL);
    lua_pop(L, 1);
    return (lua_Unsigned)member < (lua_Unsigned)clua_bridgeof(L)->member_count ? (int)member : -1;
}

int clua_classtable(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE) return -1;
    const void *table = lua_topointer(L, index);
    clua_bridge *bridge = clua_bridgeof(L);
    for (int i = 0; i < bridge->class_count; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, bridge->classes[i]->table);
        const void *other = lua_topointer(L, -1);
        lua_pop(L, 1);
        if (other == table) return i;
    }
    return -1;
}

// MARK: Making these functions

#include "protect.h"

static int make_member(lua_State *L) {
    lua_pushinteger(L, *(int *)lua_touserdata(L, 1));
    lua_pushcclosure(L, call_member, 1);
    return 1;
}
int clua_pushmember(lua_State *L, int member) { return clua_protect(L, make_member, 0, &member, 1); }

typedef struct { lua_CFunction function; int class_index; } closure;

static int make_index(lua_State *L) {
    closure *c = lua_touserdata(L, 2);
    lua_settop(L, 1);
    lua_pushinteger(L, c->class_index);
    lua_pushcclosure(L, c->function, 2);
    return 1;
}
int clua_pushindex(lua_State *L, int class_index, int of_class) {
    closure c = {of_class ? index_class : index_object, class_index};
    return clua_protect(L, make_index, 1, &c, 1);
}

static int make_newindex(lua_State *L) {
    closure *c = lua_touserdata(L, 1);
    lua_pushnil(L);
    lua_pushinteger(L, c->class_index);
    lua_pushcclosure(L, c->function, 2);
    return 1;
}
int clua_pushnewindex(lua_State *L, int class_index, int of_class) {
    closure c = {of_class ? newindex_class : newindex_object, class_index};
    return clua_protect(L, make_newindex, 0, &c, 1);
}

static int make_of_class(lua_State *L) {
    closure *c = lua_touserdata(L, 1);
    lua_pushinteger(L, c->class_index);
    lua_pushcclosure(L, c->function, 1);
    return 1;
}
int clua_pushpairs(lua_State *L, int class_index) {
    closure c = {pairs_object, class_index};
    return clua_protect(L, make_of_class, 0, &c, 1);
}
void clua_pushgc(lua_State *L) { lua_pushcfunction(L, collect_object); }
