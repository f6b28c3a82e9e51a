/* Failed attempts, and paths of requests. */
#include "clients/users/user.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/base/decimal.h"

void user_attempt_failed(struct user *user, enum life_failure failure, uint64_t now_ns) {
  struct crowd *crowd = user->crowd;
  crowd->record->counters.connections_failed++;
  crowd->life->failed[failure]++;
  series_add(&crowd->record->series, SERIES_FAILED, now_ns);
}

void user_connect_failed(struct user *user, enum life_failure failure) {
  user_attempt_failed(user, failure, clock_now_ns());
}

/* Each poll has a new path, and snprintf would take too long. */
static char *path_begin(const struct user *user, const char *transport,
                        char path[USER_PATH_BYTES]) {
  char *at = path;
  *at++ = '/';
  at = stpcpy(stpcpy(at, transport), "?channel=");
  at += decimal_write(user->subscriber.channel, at);
  *at = '\0';
  return at;
}

static void path_write(const struct user *user, const char *transport, uint64_t after,
                       char path[USER_PATH_BYTES]) {
  _Static_assert(USER_PATH_BYTES >
                     sizeof("/short_poll?channel=&after=") + 2 * (size_t)DECIMAL_BYTES_MAX,
                 "the longest path fits");
  char *at = stpcpy(path_begin(user, transport, path), "&after=");
  at += decimal_write(after, at);
  *at = '\0';
}

void user_path(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  path_write(user, transport, user->subscriber.cursor, path);
}

void user_path_alone(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  path_begin(user, transport, path);
}

const char *user_cursor_header(const struct user *user, char out[USER_CURSOR_HEADER_BYTES]) {
  bool etag = user->crowd->options->cursor == CURSOR_ETAG;
  char *at = stpcpy(out, etag ? "If-None-Match: \"" : "Last-Event-ID: ");
  at += decimal_write(user->subscriber.cursor, at);
  stpcpy(at, etag ? "\"" : "");
  return out;
}

void user_path_first(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  path_write(user, transport, user->subscriber.start, path);
}
