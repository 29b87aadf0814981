// Runs a command and writes down what it took: wall, user and system seconds, peak memory in KiB, exit status.
//   measure RESULT COMMAND [ARGUMENT...]
// In C, because a process that was forked from a larger one counts that one's memory as its own peak.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

int main(int count, char **words) {
    if (count < 3) {
        fprintf(stderr, "usage: measure RESULT COMMAND [ARGUMENT...]\n");
        return 2;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(words[2], words + 2);
        fprintf(stderr, "measure: %s: %s\n", words[2], strerror(errno));
        _exit(127);
    }
    int status = 0;
    // Of the child and of all that it waited for.
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return 1;
    }
    double wall = now() - start;
    FILE *result = fopen(words[1], "w");
    if (!result) {
        perror(words[1]);
        return 1;
    }
    fprintf(result, "%.6f %.6f %.6f %ld %d\n", wall, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) == 0 ? 0 : 1;
}
