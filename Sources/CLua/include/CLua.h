/// The C side of the bridge: the only code that raises or yields in Lua.
///
/// Every `lua_CFunction` of the product is here. It calls Swift through `clua_callbacks`, Swift answers
/// with a status, and C raises or yields once the Swift frame is gone. In the other direction Swift calls
/// whatever may raise or allocate in Lua through one of the protected functions below: they return a Lua
/// status, and leave the error value on the stack where it is not LUA_OK.
#ifndef CLUA_H
#define CLUA_H

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What Swift answers to a trampoline; zero and more are the number of results on the stack.
enum {
    CLUA_ERROR = -1,     ///< raise the value on top of the stack
    CLUA_YIELD = -2,     ///< yield; `ticket` names what the task waits for
    CLUA_SCRATCH = -3,   ///< one result: the string in `scratch`
    CLUA_NO_STACK = -4,  ///< raise an error: there was no room to put a value
};

/// What a failed look at a member was for.
enum { CLUA_GET = 0, CLUA_SET = 1, CLUA_CLASS_GET = 2, CLUA_CLASS_SET = 3 };

/// A class: its address is the tag that tells the class of a userdata.
typedef struct clua_class {
    int index;      ///< its place in the bridge's list
    int metatable;  ///< reference of the objects' metatable in the registry
    int table;      ///< reference of the class table in the registry
} clua_class;

/// The content of each userdata. `object` is a retained Swift object, or NULL once it was collected.
typedef struct clua_object {
    const clua_class *tag;
    void *_Nullable object;
} clua_object;

/// A function that Swift gave: the Swift object that runs it, and the class of its receiver, if it has one.
typedef struct clua_member {
    void *_Nullable callable;
    const clua_class *_Nullable receiver;
} clua_member;

typedef struct clua_callbacks {
    int (*call)(void *owner, lua_State *L, void *callable, void *_Nullable object);
    int (*resume)(void *owner, lua_State *L, int64_t ticket);
    int (*bad_receiver)(void *owner, lua_State *L, int member);
    int (*missing)(void *owner, lua_State *L, int class_index, int purpose);
    int (*pairs)(void *owner, lua_State *L, int class_index, void *object);
    int (*interrupted)(void *owner, lua_State *L);
    void (*release)(void *owner, const clua_class *tag, void *object);
} clua_callbacks;

/// Counts and limits the memory of one state.
typedef struct clua_memory {
    size_t used;
    size_t limit;         ///< 0: none
    uint64_t requests;    ///< how often new memory was asked for
    uint64_t fail_from;   ///< the first request that fails, as do all after it; 0: none
    size_t refused;       ///< what the limit refused just now: after a collection it may be granted; 0: nothing
    int exhausted;        ///< whether something was refused for good
} clua_memory;

typedef struct clua_bridge {
    clua_callbacks callbacks;
    void *_Nullable owner;
    lua_State *_Nullable main;
    clua_member *_Nullable members;
    int member_count;
    clua_class *_Nullable *_Nullable classes;
    int class_count;
    int64_t ticket;
    size_t scratch_length;
    char scratch[256];
    clua_memory memory;
    size_t unseen;  ///< bytes of Swift objects that the collector has not been told of

    // For interrupts: also read and written by the signal handler.
    lua_State *_Nullable volatile current;
    volatile sig_atomic_t running;      ///< inside a call from the top level
    volatile sig_atomic_t interrupted;  ///< asked to stop
    volatile sig_atomic_t answered;     ///< somebody has seen that since
    int wakeup;                         ///< an eventfd
    pthread_t thread;                   ///< the thread that runs Lua
} clua_bridge;

// MARK: State

/// A bridge with nothing in it, and its end.
clua_bridge *_Nullable clua_newbridge(void);
void clua_freebridge(clua_bridge *bridge);
/// A new state without libraries, or NULL where there was no memory. The bridge must outlive it.
lua_State *_Nullable clua_newstate(clua_bridge *bridge);
/// Opens the standard libraries, with coroutine functions that keep track of the running thread.
int clua_openlibs(lua_State *L);
/// Opens what a stranger's code may have of the standard libraries, by an allow-list; see sandbox.c.
int clua_opensandbox(lua_State *L);
void clua_close(lua_State *L);
int clua_version(void);

/// Whether this thread of Lua is a task of the bridge's scheduler, which may be suspended.
int clua_isowned(lua_State *L);
void clua_setowned(lua_State *L, int owned);
int clua_canyield(lua_State *L);

/// Runs a thread on, keeping track of which one is current.
int clua_resume(lua_State *L, lua_State *from, int arguments, int *results);
/// Ends a thread: pending to-be-closed variables are closed. The error value, if any, is on its stack.
int clua_closethread(lua_State *L, lua_State *from);

// MARK: Objects

/// The Swift object of the userdata at `index`, or NULL where it is none of that class or was collected.
void *_Nullable clua_toobject(lua_State *L, int index, const clua_class *tag);
/// The class of the userdata at `index` where it is an object of this bridge.
const clua_class *_Nullable clua_classof(lua_State *L, int index);
/// The member that the function at `index` calls, or -1.
int clua_memberof(lua_State *L, int index);
/// The class whose table is at `index`, or -1.
int clua_classtable(lua_State *L, int index);

// MARK: Protected

int clua_pushlstring(lua_State *L, const char *_Nullable bytes, size_t length);
int clua_createtable(lua_State *L, int list, int fields);
int clua_newthread(lua_State *L, lua_State *_Nullable *_Nonnull thread);
/// Pushes a userdata that owns the object. Where it fails the caller still does.
int clua_newobject(lua_State *L, const clua_class *tag, void *object);
/// Pushes a function that calls a member.
int clua_pushmember(lua_State *L, int member);
/// Pops the table of members and pushes the metamethod that reads a member of an object or a class table.
int clua_pushindex(lua_State *L, int class_index, int of_class);
int clua_pushnewindex(lua_State *L, int class_index, int of_class);
int clua_pushpairs(lua_State *L, int class_index);
void clua_pushgc(lua_State *L);
void clua_pushnextfunction(lua_State *L);
/// `table[key] = value` without metamethods, for the table at `index` and the value on top, which is popped.
int clua_rawsetfield(lua_State *L, int index, const char *_Nullable key, size_t length);
int clua_rawseti(lua_State *L, int index, lua_Integer position);
/// Pops key and value.
int clua_rawset(lua_State *L, int index);
/// With metamethods.
int clua_getfield(lua_State *L, int index, const char *_Nullable key, size_t length);
int clua_setfield(lua_State *L, int index, const char *_Nullable key, size_t length);
int clua_next(lua_State *L, int index, int *more);
/// Pops the value on top into the registry.
int clua_ref(lua_State *L, int *reference);
void clua_unref(lua_State *L, int reference);
void clua_pushref(lua_State *L, int reference);
/// Pushes what `tostring` gives.
int clua_tostring(lua_State *L, int index);
/// Pushes the string that the value's `__tostring` gives; nil where it has none or that gives no string.
int clua_describe(lua_State *L, int index);
/// Calls with a handler that keeps the traceback: `clua_traceback` pushes it (or nil) afterwards.
int clua_pcall(lua_State *L, int arguments, int results);
void clua_traceback(lua_State *L);
/// Pushes the traceback of another thread.
int clua_threadtraceback(lua_State *L, lua_State *thread);
/// Pushes a file handle as io.open gives one, or nil where C has no stream for it. `*descriptor` is -1 once Lua owns it.
int clua_newfile(lua_State *L, int *descriptor, const char *mode);
void clua_closedescriptor(int descriptor);
int clua_preload(lua_State *L, const char *_Nullable name, size_t length);
int clua_load(lua_State *L, const char *_Nullable bytes, size_t length, const char *name, const char *mode);
/// Reads on from standard input, where Lua's own library would: what that has buffered comes first. 0 at the end,
/// and where it cannot be read.
size_t clua_readinput(void *buffer, size_t size);
int clua_inputhasfailed(void);
/// As luaL_loadfilex: a first line that starts with # is skipped; without a path, standard input.
int clua_loadfile(lua_State *L, const char *_Nullable path, const char *mode);
void clua_pushglobals(lua_State *L);
int clua_gc(lua_State *L, int what);
/// Stops the collector, and with it all finalizers; says whether it ran. Neither of these raises.
int clua_stopcollector(lua_State *L);
void clua_startcollector(lua_State *L);
void clua_pop(lua_State *L, int count);

// MARK: Interrupts

/// SIGINT interrupts the state that runs, or else this one. `restore_terminal` is called before the
/// process ends because an interrupt was not answered; it must be async-signal-safe. `stuck` is written to standard
/// error where one stays unanswered for a moment.
int clua_catchsigint(clua_bridge *bridge, void (*_Nullable restore_terminal)(void), const char *_Nullable stuck);
void clua_releasesigint(clua_bridge *bridge);
/// Asks the state to stop. From its own thread, or from a signal handler on that thread.
void clua_interrupt(clua_bridge *bridge);
/// The same from any thread, by a signal: only once clua_catchsigint was called.
void clua_interruptfromanywhere(clua_bridge *bridge);
/// Before and after a call from the top level. `clua_leave` says whether it was interrupted.
void clua_enter(clua_bridge *bridge);
int clua_leave(clua_bridge *bridge);
/// Whether an interrupt was asked for; marks it as seen.
int clua_isinterrupted(clua_bridge *bridge);
/// Whether every interrupt so far was seen.
int clua_isanswered(clua_bridge *bridge);
void clua_forgetinterrupt(clua_bridge *bridge);
int clua_openwakeup(void);
void clua_closewakeup(int wakeup);
void clua_wake(int wakeup);
/// Waits until somebody wakes; at most that many milliseconds, or for ever if negative.
void clua_waitforwakeup(int wakeup, int milliseconds);
/// From here on a fault on any thread ends the process, on the calling one also where its stack is exhausted, with that
/// status, after the message on standard error and `restore_terminal`, which must be async-signal-safe. Not 0 where the
/// system refused.
int clua_endonfault(const char *message, int status, void (*_Nullable restore_terminal)(void));

#pragma clang assume_nonnull end

#endif
