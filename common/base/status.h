/* Outcomes of fallible functions, the exit codes they end in, and the one-line
 * text that tells the user what happened, where, and what to do. */
#ifndef COMMON_BASE_STATUS_H
#define COMMON_BASE_STATUS_H

/* The documented exit codes of every program are these values. */
enum status {
  STATUS_OK = 0,          /* done, and valid */
  STATUS_CHECK = 1,       /* measured, but a check failed */
  STATUS_USAGE = 2,       /* the request cannot be carried out as written */
  STATUS_ENVIRONMENT = 3, /* port, file limit, missing tool, no memory */
  STATUS_INTERRUPTED = 4, /* the user ended it */
  STATUS_UNKNOWN = 5,     /* measured, but it cannot be told whether a limit holds */
};

enum { ERROR_TEXT_BYTES = 512 };

struct error {
  char text[ERROR_TEXT_BYTES]; /* empty, or one line without a line end */
};

/* Formats the text (cut at its capacity) and returns `status`, so that a caller
 * can write `return error_set(error, STATUS_USAGE, "...")`. `error` may be NULL. */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
