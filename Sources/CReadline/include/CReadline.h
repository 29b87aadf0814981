#ifndef CREADLINE_H
#define CREADLINE_H

/* GNU readline, one line at a time, without blocking: readline's globals and its callback live behind these. */

typedef enum {
    CREADLINE_EDITING, /* the line is not finished */
    CREADLINE_LINE,    /* creadline_take_line has it */
    CREADLINE_END,     /* Ctrl-D on an empty line, or the end of the input */
} creadline_status;

/* Names the program for readline's own configuration; no signal handlers but the one for resizing. */
void creadline_setup(const char *program);
/* Keeps Ctrl-C and Ctrl-Z back, so that they arrive only while creadline_wait waits, and lets them through again. */
void creadline_hold_interrupts(void);
void creadline_release_interrupts(void);
/* Waits for input: 1 where there is some, 2 where the other descriptor can be read, 0 where a signal came, -1 where
   there is nothing to wait for. */
int creadline_wait(int other);
/* Takes the line that is being edited off the screen, and shows it again below what was printed meanwhile. */
void creadline_hide(void);
void creadline_show(void);
/* Remembers how the terminal is now, and puts it back so; the latter may be called in a signal handler. */
void creadline_remember_terminal(void);
void creadline_restore_terminal(void);
/* What may stand in the place of a word before the cursor. All memory is malloc's, and is taken over. */
typedef struct {
    int start;         /* where the word begins; what stands just before it must not stand in it */
    char **candidates; /* what may be there instead, and NULL after the last; NULL where nothing may */
    char *note;        /* what is shown below the line, with a line break at the end of each line; NULL for nothing */
    int is_index;      /* the dot before the word becomes a bracket: t.x is written t["odd name"] */
    int is_quiet;      /* nothing is found, and yet no bell rings */
} creadline_completion;

/* Says what a word may become: of a line, with the cursor at that byte. */
typedef creadline_completion (*creadline_completer)(void *context, const char *line, int cursor, int ignores_case);

/* Whom Tab asks; NULL for nobody. */
void creadline_set_completer(creadline_completer completer, void *context);
/* Who says whether Ctrl-C was pressed; NULL for nobody. */
void creadline_set_interrupted(int (*interrupted)(void *context), void *context);
/* Shows the prompt and puts the terminal into readline's mode. */
void creadline_begin(const char *prompt);
/* Reads what is there; call it when the input is readable. Ctrl-C may have come meanwhile, and have ended the line. */
creadline_status creadline_feed(void);
/* The finished line, to be freed. */
char *creadline_take_line(void);
/* Deals with a change of the terminal's size. */
void creadline_check_signals(void);
/* Gives the line up, if it is not finished or its input has ended, and the terminal back as it was. */
void creadline_cancel(void);
/* Adds an entry for the arrow keys and the search; 0 where it is the last one already. */
int creadline_remember(const char *line);

#endif
