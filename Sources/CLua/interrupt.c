// Ctrl-C: a signal handler that asks, a hook that raises.
#include "bridge.h"
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

// The flags are shared with a handler that may run on another thread.
#define GET(flag) __atomic_load_n(&(flag), __ATOMIC_SEQ_CST)
#define SET(flag, value) __atomic_store_n(&(flag), (value), __ATOMIC_SEQ_CST)

static _Thread_local clua_bridge *volatile running_here;
static clua_bridge *sigint_target;
static void (*restore)(void);
static char *advice;

static void interrupting_hook(lua_State *L, lua_Debug *event) {
    (void)event;
    clua_bridge *bridge = clua_bridgeof(L);
    SET(bridge->answered, 1);
    if (!GET(bridge->interrupted)) {
        lua_sethook(L, NULL, 0, 0);
        return;
    }
    clua_conclude(L, bridge, bridge->callbacks.interrupted(bridge->owner, L));
}

static void set_hook(lua_State *L) {
    lua_sethook(L, interrupting_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

void clua_arm(clua_bridge *bridge, lua_State *L) {
    if (GET(bridge->interrupted) && GET(bridge->running)) set_hook(L);
}

void clua_wake(int wakeup) {
    uint64_t one = 1;
    ssize_t written = write(wakeup, &one, sizeof one);
    (void)written;  // only fails where the counter is full: then somebody will wake anyway
}

void clua_interrupt(clua_bridge *bridge) {
    SET(bridge->answered, 0);
    SET(bridge->interrupted, 1);
    if (GET(bridge->running)) set_hook(bridge->current);
    clua_wake(bridge->wakeup);
}

// A loop inside a C function sees no hook: a thread of its own tells how to get out of one.
static sem_t interrupts;
static int adviser_runs;

static void *advise(void *unused) {
    (void)unused;
    const struct timespec patience = {.tv_nsec = 400000000};
    for (;;) {
        while (sem_wait(&interrupts) != 0) {}
        nanosleep(&patience, NULL);
        clua_bridge *target = GET(sigint_target);
        if (target && GET(target->running) && GET(target->interrupted) && !GET(target->answered)) {
            ssize_t written = write(STDERR_FILENO, advice, strlen(advice));
            (void)written;  // where it cannot be said, nobody is there to read it
        }
    }
    return NULL;
}

static void start_adviser(void) {
    pthread_t thread;
    sigset_t all, before;
    if (adviser_runs || !advice || sem_init(&interrupts, 0, 0) != 0) return;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, advise, NULL) == 0) {
        pthread_detach(thread);
        adviser_runs = 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static double first_at;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void handle_sigint(int signal) {
    int saved = errno;
    clua_bridge *here = running_here, *target = here ? here : GET(sigint_target);
    if (target) {
        if (!here && GET(target->running) && !pthread_equal(pthread_self(), target->thread)) {
            pthread_kill(target->thread, signal);
        } else if (GET(target->interrupted) && !GET(target->answered)) {
            // The last one was not seen: a loop inside a C function. There is no other way out. But one
            // that follows at once is the same Ctrl-C, sent to a group of processes by several.
            if (now() - first_at < 0.1) return;
            if (restore) restore();
            _exit(130);
        } else {
            first_at = now();
            clua_interrupt(target);
            if (adviser_runs) sem_post(&interrupts);
        }
    }
    errno = saved;
}

int clua_catchsigint(clua_bridge *bridge, void (*restore_terminal)(void), const char *stuck) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle_sigint;
    sigemptyset(&action.sa_mask);
    // Without SA_RESTART: io.read() would go on waiting for its line, and the hook with it.
    action.sa_flags = 0;
    SET(sigint_target, bridge);
    if (restore_terminal) restore = restore_terminal;
    if (stuck && !advice) advice = strdup(stuck);
    start_adviser();
    return sigaction(SIGINT, &action, NULL);
}

void clua_releasesigint(clua_bridge *bridge) {
    if (GET(sigint_target) == bridge) SET(sigint_target, (clua_bridge *)NULL);
    if (running_here == bridge) running_here = NULL;
}

void clua_interruptfromanywhere(clua_bridge *bridge) { pthread_kill(bridge->thread, SIGINT); }

void clua_enter(clua_bridge *bridge) {
    if (!pthread_equal(bridge->thread, pthread_self())) bridge->thread = pthread_self();
    SET(bridge->running, 1);
    running_here = bridge;
    clua_arm(bridge, bridge->current);
}

int clua_leave(clua_bridge *bridge) {
    running_here = NULL;
    SET(bridge->running, 0);
    int was = GET(bridge->interrupted);
    clua_forgetinterrupt(bridge);
    if (was) lua_sethook(bridge->main, NULL, 0, 0);
    return was;
}

int clua_isinterrupted(clua_bridge *bridge) {
    if (GET(bridge->interrupted)) SET(bridge->answered, 1);
    return GET(bridge->interrupted);
}

int clua_isanswered(clua_bridge *bridge) { return !GET(bridge->interrupted) || GET(bridge->answered); }

void clua_forgetinterrupt(clua_bridge *bridge) {
    SET(bridge->interrupted, 0);
    SET(bridge->answered, 0);
}

int clua_openwakeup(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
void clua_closewakeup(int wakeup) { close(wakeup); }

void clua_waitforwakeup(int wakeup, int milliseconds) {
    struct pollfd waiting = {.fd = wakeup, .events = POLLIN};
    if (poll(&waiting, 1, milliseconds) > 0) {
        uint64_t count;
        ssize_t got = read(wakeup, &count, sizeof count);
        (void)got;
    }
}
