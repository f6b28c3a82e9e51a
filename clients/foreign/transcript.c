/* Writes lines under a lock. */
#include "clients/foreign/transcript.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"

struct transcript {
  pthread_mutex_t lock;
  FILE *file;
  const struct target_description *description;
};

enum status transcript_create(const char *path, const struct target_description *description,
                              struct transcript **out, struct error *error) {
  struct transcript *transcript = calloc(1, sizeof *transcript);
  if (!transcript)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a transcript");
  transcript->description = description;
  transcript->file = fopen(path, "we");
  if (!transcript->file) {
    free(transcript);
    return error_set(error, STATUS_ENVIRONMENT, "cannot write %s: %s", path, strerror(errno));
  }
  setvbuf(transcript->file, NULL, _IOLBF, BUFSIZ); /* whoever reads it meanwhile sees whole lines */
  pthread_mutex_init(&transcript->lock, NULL);
  *out = transcript;
  return STATUS_OK;
}

enum status transcript_finish(struct transcript *transcript, struct error *error) {
  if (!transcript)
    return STATUS_OK;
  bool failed = ferror(transcript->file) != 0;
  failed = fclose(transcript->file) != 0 || failed;
  pthread_mutex_destroy(&transcript->lock);
  free(transcript);
  return failed ? error_set(error, STATUS_ENVIRONMENT, "cannot write the transcript") : STATUS_OK;
}

/* The length up to which it may be cut off, so that no character of UTF-8 is. */
static size_t shortened(const char *text, size_t bytes) {
  if (bytes <= TRANSCRIPT_TEXT_BYTES)
    return bytes;
  bytes = TRANSCRIPT_TEXT_BYTES;
  while (bytes > 0 && (text[bytes] & 0xc0) == 0x80)
    bytes--;
  return bytes;
}

/* The text without secrets, as JSON. Secrets are hidden before it is cut, so that no part of one
 * remains. */
static json_t *text_json(const struct transcript *transcript, const char *text, size_t bytes) {
  char *copy = malloc(bytes + 1);
  if (!copy)
    return NULL;
  for (size_t i = 0; i < bytes; i++)
    copy[i] = text[i] == '\0' ? ' ' : text[i];
  copy[bytes] = '\0';
  char *hidden = target_secrets_hide(transcript->description, copy);
  free(copy);
  if (!hidden)
    return NULL;
  size_t count = strlen(hidden);
  if (!utf8_is(hidden, count))
    for (size_t i = 0; i < count; i++)
      hidden[i] = hidden[i] >= ' ' && hidden[i] <= '~' ? hidden[i] : '.';
  size_t shown = shortened(hidden, count);
  json_t *json = json_stringn(hidden, shown);
  free(hidden);
  return json;
}

static void text_put(json_t *line, const char *key, const char *text) {
  if (text)
    json_object_set_new(line, key, json_string(text));
}

void transcript_add(struct transcript *transcript, struct transcript_who who,
                    const struct transcript_step *step) {
  json_t *line = json_object();
  json_object_set_new(line, "at_ns", json_integer((json_int_t)clock_now_ns()));
  text_put(line, "who", who.publisher ? "publisher" : "user");
  text_put(line, "user", who.user);
  text_put(line, "does", step->does);
  text_put(line, "step", step->step);
  text_put(line, "name", step->name);
  if (step->code)
    json_object_set_new(line, "code", json_integer(step->code));
  if (step->text)
    json_object_set_new(line, "text", text_json(transcript, step->text, step->bytes));
  if (step->text && step->bytes > TRANSCRIPT_TEXT_BYTES)
    json_object_set_new(line, "bytes", json_integer((json_int_t)step->bytes));
  pthread_mutex_lock(&transcript->lock);
  json_dumpf(line, transcript->file, JSON_COMPACT);
  fputc('\n', transcript->file);
  pthread_mutex_unlock(&transcript->lock);
  json_decref(line);
}
