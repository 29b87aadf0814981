#ifndef CREADLINE_PARTS_H
#define CREADLINE_PARTS_H

/* What the parts of this module have of each other. */

#include <signal.h>

/* Ctrl-Z, while a line is edited: noted; then acted upon, with the signals let through that came from outside. */
void creadline_catch_stop(void);
void creadline_leave_stop(void);
void creadline_stop_if_asked(const sigset_t *outside);

/* What readline calls at a Tab, and after the key is dealt with. */
char *creadline_word_breaks(void);
char **creadline_complete_word(const char *word, int start, int end);
void creadline_list_matches(char **matches, int count, int longest);
void creadline_end_hush(void);

#endif
