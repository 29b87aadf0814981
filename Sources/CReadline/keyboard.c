/* Reads keys so that Ctrl-C is never waited past: the terminal throws away what was typed before Ctrl-C, also where
   the program was told of it already, and reading it would wait for the next key with the signal held back. */
#define _GNU_SOURCE
#include "CReadline.h"
#include "parts.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <readline/readline.h>

static int (*interrupted)(void *context) = NULL;
static void *interrupted_context = NULL;
/* A key that was read ahead of readline; EOF at the end of the input. */
static int key_ahead;
static int has_key_ahead = 0;
/* What terminals send around what is pasted. */
static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";
/* Whether what comes is pasted, and the keys by which that is known. */
static int pasting = 0;
static char latest[sizeof paste_begin];
/* What of an end of a paste, which did not come by itself, is still to be given to readline. */
static const char *ending = "";

void creadline_set_interrupted(int (*function)(void *context), void *context) {
    interrupted = function;
    interrupted_context = context;
}

/* As readline does, but a read waits a tenth of a second at most. */
void creadline_prepare_terminal(int meta) {
    struct termios mode;
    int terminal = fileno(rl_instream);
    rl_prep_terminal(meta);
    if (tcgetattr(terminal, &mode) != 0)
        return;
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 1;
    tcsetattr(terminal, TCSADRAIN, &mode);
}

static int has_ended(int input) {
    struct pollfd state = {.fd = input, .events = POLLIN};
    return !isatty(input) || (poll(&state, 1, 0) > 0 && state.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* 1 with a key, or EOF, in `key`; 0 where none came within a moment. */
static int try_key(FILE *stream, int *key) {
    unsigned char byte;
    ssize_t count = read(fileno(stream), &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (count == 0 && !has_ended(fileno(stream)))
        return 0;
    *key = count > 0 ? byte : EOF;
    return 1;
}

int creadline_key_is_there(void) {
    if (!has_key_ahead && *ending == '\0')
        has_key_ahead = try_key(rl_instream, &key_ahead);
    return has_key_ahead || *ending != '\0';
}

void creadline_forget_paste(void) {
    pasting = 0;
    ending = "";
}

static void notice_paste(int key) {
    memmove(latest, latest + 1, sizeof latest - 2);
    latest[sizeof latest - 2] = (char)key;
    pasting = strcmp(latest, paste_begin) == 0 || (pasting && strcmp(latest, paste_end) != 0);
}

/* In the middle of a paste, or of a character of several bytes, the rest is waited for; Ctrl-C ends it. A paste gets its
   end before EOF: readline does not terminate one without, and reads past its buffer. */
int creadline_read_key(FILE *stream) {
    int key = EOF;
    if (*ending != '\0') {
        key = *ending++;
    } else if (has_key_ahead) {
        has_key_ahead = 0;
        key = key_ahead;
    } else {
        while (!try_key(stream, &key)) {
            creadline_let_signals_through();
            if (interrupted != NULL && interrupted(interrupted_context))
                break;
        }
    }
    if (key == EOF && pasting) {
        ending = paste_end;
        key = *ending++;
    }
    notice_paste(key);
    return key;
}
