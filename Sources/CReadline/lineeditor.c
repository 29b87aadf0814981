#define _GNU_SOURCE
#include "CReadline.h"
#include "parts.h"
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
    rl_basic_quote_characters = ""; /* quotes are closed by who knows what they hold */
    rl_completion_word_break_hook = creadline_word_breaks;
    rl_attempted_completion_function = creadline_complete_word;
    rl_completion_display_matches_hook = creadline_list_matches;
    rl_prep_term_function = creadline_prepare_terminal;
    rl_getc_function = creadline_read_key;
    using_history();
}

/* Taking the handler out at once gives the terminal back before the line is used, and keeps readline from
   showing the prompt again. */
static void line_done(char *line) {
    rl_callback_handler_remove();
    creadline_leave_stop();
    finished = line;
    status = line == NULL ? CREADLINE_END : CREADLINE_LINE;
}

static sigset_t mask_outside;

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

void creadline_let_signals_through(void) {
    sigset_t held;
    pthread_sigmask(SIG_SETMASK, &mask_outside, &held);
    pthread_sigmask(SIG_SETMASK, &held, NULL);
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
    creadline_forget_paste();
    rl_eof_found = 0; /* of an earlier line: readline would end each later one with a line break more */
    creadline_catch_stop();
    rl_callback_handler_install(prompt, line_done);
}

/* Where a search ends, readline leaves remains of its prompt before a line that takes several rows. */
static void redisplay_after_search(void) {
    if (rl_display_prompt == rl_prompt && strchr(rl_line_buffer, '\n') != NULL) {
        rl_clear_visible_line();
        rl_on_new_line();
    }
    rl_redisplay();
}

creadline_status creadline_feed(void) {
    if (creadline_key_is_there()) {
        /* Not for longer: readline takes whoever shows the line by itself for a terminal that can do little. */
        rl_redisplay_function = RL_ISSTATE(RL_STATE_ISEARCH) ? redisplay_after_search : rl_redisplay;
        rl_callback_read_char();
        rl_redisplay_function = rl_redisplay;
        creadline_end_hush();
    }
    creadline_let_signals_through();
    return status;
}

char *creadline_take_line(void) {
    char *line = finished;
    finished = NULL;
    return line;
}

void creadline_check_signals(void) {
    creadline_stop_if_asked();
    rl_check_signals();
}

void creadline_cancel(void) {
    if (status == CREADLINE_LINE)
        return;
    if (status == CREADLINE_EDITING) {
        rl_free_line_state();
        rl_callback_sigcleanup();
        rl_replace_line("", 0);
        rl_callback_handler_remove();
        creadline_leave_stop();
    }
    /* An end of the input leaves the cursor where it is. */
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
