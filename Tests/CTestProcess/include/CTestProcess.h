#ifndef CTESTPROCESS_H
#define CTESTPROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* What the C library keeps behind _GNU_SOURCE, for tests that start programs. */

/* A new terminal: the descriptor of its master side, and the path of the other in `name`; -1 where there is none. */
int ctest_open_terminal(char *name, size_t size, int columns, int rows);
/* Starts a program in a session of its own, so that a terminal that it opens first becomes its controlling
   one. `paths` and `flags` say what its standard streams are. Returns 0 or an error number. */
int ctest_spawn(pid_t *id, const char *program, char *const arguments[], char *const environment[],
                const char *directory, const char *const paths[3], const int flags[3]);
/* The number of the system call read. */
long ctest_number_of_read(void);

#endif
