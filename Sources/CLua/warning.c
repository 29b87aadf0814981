// warn(), as the standalone interpreter has it: off at first, and on standard error.
#include "bridge.h"
#include <stdio.h>
#include <string.h>

static void ignore_warning(void *state, const char *text, int continues);
static void begin_warning(void *state, const char *text, int continues);

/// Obeys `@on` and `@off`. Whether it was a control message: they are in one piece and begin with `@`.
static int obey(lua_State *L, const char *text, int continues) {
    if (continues || text[0] != '@') return 0;
    if (strcmp(text, "@off") == 0) lua_setwarnf(L, ignore_warning, L);
    if (strcmp(text, "@on") == 0) lua_setwarnf(L, begin_warning, L);
    return 1;
}

static void ignore_warning(void *state, const char *text, int continues) { obey(state, text, continues); }

static void continue_warning(void *state, const char *text, int continues) {
    fputs(text, stderr);
    if (!continues) fputc('\n', stderr);
    fflush(stderr);
    lua_setwarnf(state, continues ? continue_warning : begin_warning, state);
}

static void begin_warning(void *state, const char *text, int continues) {
    if (obey(state, text, continues)) return;
    fputs("Lua warning: ", stderr);
    continue_warning(state, text, continues);
}

void clua_openwarnings(lua_State *L) { lua_setwarnf(L, ignore_warning, L); }
