// The last resort: a fault of this program, or of Lua, ends it with a message and a status, and not by a signal.
#include "bridge.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *last_words;
static int last_status;
static void (*restore)(void);
// What the handler runs on: the stack may be what is exhausted.
static char room[1 << 16];

static void handle_fault(int signal) {
    (void)signal;
    ssize_t written = write(STDERR_FILENO, last_words, strlen(last_words));
    (void)written;  // where it cannot be said, nobody is there to read it
    if (restore) restore();
    _exit(last_status);
}

int clua_endonfault(const char *message, int status, void (*restore_terminal)(void)) {
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction action;
    last_words = strdup(message);
    if (!last_words || sigaltstack(&stack, NULL) != 0) return -1;
    last_status = status;
    restore = restore_terminal;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle_fault;
    sigemptyset(&action.sa_mask);
    action.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (sigaction(faults[i], &action, NULL) != 0) return -1;
    return 0;
}
