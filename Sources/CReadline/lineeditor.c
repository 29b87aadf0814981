#define _GNU_SOURCE
#include "CReadline.h"
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <readline/history.h>
#include <readline/readline.h>

static creadline_status status = CREADLINE_EDITING;
static char *finished = NULL;

void creadline_setup(const char *program) {
    setlocale(LC_CTYPE, "");
    if (MB_CUR_MAX == 1)
        setlocale(LC_CTYPE, "C.UTF-8"); /* names are UTF-8, also where no locale is set */
    rl_readline_name = program;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 1;
    rl_persistent_signal_handlers = 1;
    using_history();
}

/* Ctrl-Z while a line is edited: the shell must get the terminal as it was, and give it back to readline. */
static volatile sig_atomic_t stop_asked = 0;
static struct sigaction stop_before;
static int stop_caught = 0;

static void note_stop(int signal) {
    (void)signal;
    stop_asked = 1;
}

static void catch_stop(void) {
    struct sigaction action;
    if (stop_caught || sigaction(SIGTSTP, NULL, &stop_before) != 0 || stop_before.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_stop;
    sigemptyset(&action.sa_mask);
    stop_caught = sigaction(SIGTSTP, &action, NULL) == 0;
}

static void leave_stop(void) {
    if (stop_caught)
        sigaction(SIGTSTP, &stop_before, NULL);
    stop_caught = 0;
}

/* Taking the handler out at once gives the terminal back before the line is used, and keeps readline from
   showing the prompt again. */
static void line_done(char *line) {
    rl_callback_handler_remove();
    leave_stop();
    finished = line;
    status = line == NULL ? CREADLINE_END : CREADLINE_LINE;
}

static sigset_t mask_outside;

static void stop_now(void) {
    stop_asked = 0;
    rl_deprep_terminal();
    leave_stop();
    raise(SIGTSTP);
    sigset_t held;
    pthread_sigmask(SIG_SETMASK, &mask_outside, &held);
    pthread_sigmask(SIG_SETMASK, &held, NULL);
    /* Here again once somebody has sent SIGCONT. */
    catch_stop();
    rl_prep_terminal(1);
    rl_forced_update_display();
}

void creadline_hold_interrupts(void) {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigaddset(&interrupt, SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &interrupt, &mask_outside);
}

void creadline_release_interrupts(void) {
    pthread_sigmask(SIG_SETMASK, &mask_outside, NULL);
}

int creadline_wait(int other) {
    struct pollfd inputs[] = {
        {.fd = fileno(rl_instream ? rl_instream : stdin), .events = POLLIN}, {.fd = other, .events = POLLIN}};
    int count = ppoll(inputs, 2, NULL, &mask_outside);
    if (count > 0)
        return inputs[0].revents ? 1 : 2;
    return count < 0 && errno != EINTR ? -1 : 0;
}

void creadline_hide(void) {
    rl_clear_visible_line();
    fflush(rl_outstream ? rl_outstream : stdout);
}

void creadline_show(void) {
    rl_on_new_line();
    rl_redisplay();
}

static struct termios terminal_at_start;
static volatile sig_atomic_t terminal_known = 0;

void creadline_remember_terminal(void) {
    if (tcgetattr(STDIN_FILENO, &terminal_at_start) == 0)
        terminal_known = 1;
}

void creadline_restore_terminal(void) {
    if (terminal_known)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal_at_start);
}

void creadline_begin(const char *prompt) {
    free(finished);
    finished = NULL;
    status = CREADLINE_EDITING;
    catch_stop();
    rl_callback_handler_install(prompt, line_done);
}

creadline_status creadline_feed(void) {
    rl_callback_read_char();
    return status;
}

char *creadline_take_line(void) {
    char *line = finished;
    finished = NULL;
    return line;
}

void creadline_check_signals(void) {
    if (stop_asked)
        stop_now();
    rl_check_signals();
}

void creadline_cancel(void) {
    rl_free_line_state();
    rl_callback_sigcleanup();
    rl_replace_line("", 0);
    rl_callback_handler_remove();
    leave_stop();
    putc('\n', rl_outstream ? rl_outstream : stdout);
    fflush(rl_outstream ? rl_outstream : stdout);
}

int creadline_remember(const char *line) {
    const HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (last != NULL && strcmp(last->line, line) == 0)
        return 0;
    add_history(line);
    return 1;
}
