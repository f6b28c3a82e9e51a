/* What users and a publisher say to a server that is not ours, and what comes, step by step, for
 * whoever looks for the mistake in a description: a file with a line of JSON for each step,
 *
 *   {"at_ns":5,"who":"user","user":"0","does":"answer","code":401,"text":"..."}
 *
 * `at_ns` is of CLOCK_MONOTONIC, `text` is cut off after TRANSCRIPT_TEXT_BYTES and has no secrets
 * of the description; where it was cut, `bytes` is its whole length. Any thread. */
#ifndef CLIENTS_FOREIGN_TRANSCRIPT_H
#define CLIENTS_FOREIGN_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "documents/target.h"

struct transcript;

enum { TRANSCRIPT_TEXT_BYTES = 1000 };

/* `description`: whose secrets are hidden; it outlives the transcript. */
enum status transcript_create(const char *path, const struct target_description *description,
                              struct transcript **out, struct error *error);

/* Closes the file; STATUS_ENVIRONMENT where not all could be written. NULL is fine. */
enum status transcript_finish(struct transcript *transcript, struct error *error);

struct transcript_step {
  const char *does; /* request stream websocket send answer open event text ready received message
                     * stale published failed close lost */
  const char *step; /* of "failed" and "lost": what was tried; NULL: none */
  const char *name; /* of "event" its name, of "published" the outcome, of "request" the lane; NULL:
                     * none */
  int code;         /* of "answer" and "open"; 0: none */
  const char *text; /* NULL: none; it need not be UTF-8 */
  size_t bytes;
};

struct transcript_who {
  bool publisher;
  const char *user;
};
void transcript_add(struct transcript *transcript, struct transcript_who who,
                    const struct transcript_step *step);

#endif
