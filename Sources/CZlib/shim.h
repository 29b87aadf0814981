#include <zlib.h>

/* zlib's own is a macro, which Swift does not see. 31: the largest window, and a gzip header before it. */
static inline int czlib_begin_gunzip(z_stream *stream) { return inflateInit2(stream, 31); }
