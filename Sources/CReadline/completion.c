/* What Tab does: asks whoever knows, and lets readline insert or list what they answer. */
#include "CReadline.h"
#include "parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>

static creadline_completer completer = NULL;
static void *completer_context = NULL;
/* The answer for the Tab that is being dealt with, once it was asked for. */
static creadline_completion answer;
static int answered = 0;
static const char *bell_style = NULL;

void creadline_set_completer(creadline_completer function, void *context) {
    completer = function;
    completer_context = context;
}

static void forget_answer(void) {
    for (char **candidate = answer.candidates; candidate != NULL && *candidate != NULL; candidate++)
        free(*candidate);
    free(answer.candidates);
    free(answer.note);
    memset(&answer, 0, sizeof answer);
    answered = 0;
}

static void ask_completer(void) {
    forget_answer();
    answered = 1;
    answer.start = rl_point;
    if (completer == NULL)
        return;
    const char *variable = rl_variable_value("completion-ignore-case");
    answer = completer(completer_context, rl_line_buffer, rl_point, variable != NULL && strcmp(variable, "on") == 0);
    if (!answer.is_index)
        return;
    /* As an edit, so that it can be undone. The length stays, which readline relies on. */
    int cursor = rl_point;
    rl_begin_undo_group();
    rl_delete_text(answer.start - 1, answer.start);
    rl_point = answer.start - 1;
    rl_insert_text("[");
    rl_end_undo_group();
    rl_point = cursor;
}

/* Readline looks for the beginning of a word from its end: the byte before the word is the only one that ends it. */
char *creadline_word_breaks(void) {
    static char breaks[2];
    ask_completer();
    breaks[0] = answer.start > 0 ? rl_line_buffer[answer.start - 1] : '\0';
    return breaks;
}

/* No bell until this key is dealt with. */
static void hush(void) {
    if (bell_style != NULL)
        return;
    const char *style = rl_variable_value("bell-style");
    bell_style = style == NULL ? "none" : strcmp(style, "visible") == 0 ? "visible" : strcmp(style, "none") == 0 ? "none" : "audible";
    rl_variable_bind("bell-style", "none");
}

void creadline_end_hush(void) {
    if (bell_style != NULL)
        rl_variable_bind("bell-style", bell_style);
    bell_style = NULL;
}

/* Shows a text below the line, and the line again below that. */
static void show_note(const char *note) {
    int cursor = rl_point;
    rl_point = rl_end; /* the line may take several rows */
    rl_redisplay();
    rl_point = cursor;
    rl_crlf();
    fputs(note, rl_outstream);
    rl_forced_update_display();
}

static char *next_candidate(const char *word, int state) {
    static int position;
    (void)word;
    if (state == 0)
        position = 0;
    const char *candidate = answer.candidates[position++];
    return candidate == NULL ? NULL : strdup(candidate);
}

char **creadline_complete_word(const char *word, int start, int end) {
    char **matches = NULL;
    (void)end;
    rl_attempted_completion_over = 1; /* no names of files in place of what was found */
    rl_completion_append_character = '\0';
    if (!answered)
        ask_completer(); /* at the beginning of the line readline does not look for the word */
    if (answer.is_quiet)
        hush();
    if (answer.note != NULL)
        show_note(answer.note);
    else if (answer.candidates != NULL && start == answer.start)
        matches = rl_completion_matches(word, next_candidate);
    forget_answer();
    return matches;
}

/* Readline does not ask where it is driven from outside, and shows all. Ctrl-C means no. */
static int may_list(int count) {
    if (rl_completion_query_items <= 0 || count < rl_completion_query_items)
        return 1;
    rl_crlf();
    fprintf(rl_outstream, "Display all %d possibilities? (y or n)", count);
    fflush(rl_outstream);
    while (creadline_wait(-1) == 1) {
        int key = rl_read_key();
        if (key == 'y' || key == 'Y' || key == ' ')
            return 1;
        if (key == 'n' || key == 'N' || key == 0x7F || key == 7 || key == EOF)
            break;
        rl_ding();
    }
    rl_crlf();
    return 0;
}

void creadline_list_matches(char **matches, int count, int longest) {
    if (may_list(count))
        rl_display_match_list(matches, count, longest);
    rl_forced_update_display();
}
