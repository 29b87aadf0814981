#include <curl/curl.h>

// libcurl's setters and getters are variadic, which Swift does not import. One inline function per type of
// argument; nothing else belongs here.

static inline CURLcode archive_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode archive_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode archive_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode archive_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode archive_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*archive_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*archive_curl_seek_callback)(void *context, curl_off_t offset, int origin);
typedef int (*archive_curl_prereq_callback)(void *context, char *primary_ip, char *local_ip, int primary_port,
                                            int local_port);

static inline CURLcode archive_curl_set_data_callback(CURL *easy, CURLoption option,
                                                      archive_curl_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode archive_curl_set_seek_callback(CURL *easy, archive_curl_seek_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode archive_curl_set_prereq_callback(CURL *easy, archive_curl_prereq_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode archive_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode archive_curl_get_socket(CURL *easy, CURLINFO info, curl_socket_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode archive_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The outcome of a message, which is in a union.
static inline CURLcode archive_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// Macros with casts, as values.
enum {
    archive_curl_read_abort = CURL_READFUNC_ABORT,
    archive_curl_error_size = CURL_ERROR_SIZE,
};
