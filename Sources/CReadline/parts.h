#ifndef CREADLINE_PARTS_H
#define CREADLINE_PARTS_H

/* What the parts of this module have of each other. */

#include <stdio.h>

/* Ctrl-C and Ctrl-Z that are held back arrive. */
void creadline_let_signals_through(void);

/* What readline calls to put the terminal into its mode, and to read a key; and whether there is one. */
void creadline_prepare_terminal(int meta);
int creadline_read_key(FILE *stream);
int creadline_key_is_there(void);
/* The next line begins without what is left of a paste that was given up. */
void creadline_forget_paste(void);

/* Ctrl-Z, while a line is edited: noted; then acted upon. */
void creadline_catch_stop(void);
void creadline_leave_stop(void);
void creadline_stop_if_asked(void);

/* What readline calls at a Tab, and after the key is dealt with. */
char *creadline_word_breaks(void);
char **creadline_complete_word(const char *word, int start, int end);
void creadline_list_matches(char **matches, int count, int longest);
void creadline_end_hush(void);

#endif
