/* Ctrl-Z while a line is edited: the shell must get the terminal as it was, and give it back to readline. */
#define _GNU_SOURCE
#include "parts.h"
#include <signal.h>
#include <string.h>
#include <stdio.h>
#include <readline/readline.h>

static volatile sig_atomic_t stop_asked = 0;
static struct sigaction stop_before;
static int stop_caught = 0;

static void note_stop(int signal) {
    (void)signal;
    stop_asked = 1;
}

void creadline_catch_stop(void) {
    struct sigaction action;
    if (stop_caught || sigaction(SIGTSTP, NULL, &stop_before) != 0 || stop_before.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_stop;
    sigemptyset(&action.sa_mask);
    stop_caught = sigaction(SIGTSTP, &action, NULL) == 0;
}

void creadline_leave_stop(void) {
    if (stop_caught)
        sigaction(SIGTSTP, &stop_before, NULL);
    stop_caught = 0;
}

void creadline_stop_if_asked(void) {
    if (!stop_asked)
        return;
    stop_asked = 0;
    rl_deprep_terminal();
    creadline_leave_stop();
    raise(SIGTSTP);
    creadline_let_signals_through();
    /* Here again once somebody has sent SIGCONT. */
    creadline_catch_stop();
    creadline_prepare_terminal(1);
    rl_forced_update_display();
}
