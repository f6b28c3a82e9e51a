/* Transcripts made for one test. Includes cmocka.h for the test. */
#ifndef TESTS_BENCH_TRY_TALK_MADE_H
#define TESTS_BENCH_TRY_TALK_MADE_H

#include "bench/try/talk.h"
#include "common/wire/token.h"
#include "documents/json_read.h"
#include "tests/bench/says.h"

static const char made_user[] = "user", made_publisher[] = "publisher";
static const uint64_t made_step_ns = 1000000; /* between two lines */

/* The token of a message of the run that these tests are, or of another one. */
static inline const char *made_token(uint32_t run, uint64_t number) {
  static char text[TOKEN_BYTES_MAX + 1];
  const struct token token = {.run = run, .channel = 0, .number = number};
  text[token_write(&token, text)] = '\0';
  return text;
}

/* A step of `who`, the next in time. The rest as in struct transcript_step; NULL and 0 for none. */
static inline void made_say(struct talk *talk, const char *who, const char *does, const char *name,
                            int code, const char *text) {
  static uint64_t at_ns = 1000000000;
  json_t *line = json_pack("{s:I,s:s,s:s}", "at_ns", (json_int_t)(at_ns += made_step_ns), "who",
                           who, "does", does);
  if (name)
    json_object_set_new(line,
                        strcmp(does, "failed") == 0 || strcmp(does, "lost") == 0 ? "step" : "name",
                        json_string(name));
  if (code)
    json_object_set_new(line, "code", json_integer(code));
  if (text)
    json_object_set_new(line, "text", json_string(text));
  talk_take(talk, line);
  json_decref(line);
}

/* The publisher sends a message by a request, which is answered. */
static inline void made_publish(struct talk *talk, uint64_t number, int code, const char *outcome) {
  char text[128];
  snprintf(text, sizeof text, "POST /publish/0\n\n%s.", made_token(7, number));
  made_say(talk, made_publisher, "request", "sends", 0, text);
  made_say(talk, made_publisher, "answer", "sends", code, "");
  made_say(talk, made_publisher, "published", outcome, 0,
           strcmp(outcome, "refused") == 0 ? "HTTP 403 no" : NULL);
}

/* The user receives a text with the message. */
static inline void made_receive(struct talk *talk, uint64_t number) {
  char text[128];
  snprintf(text, sizeof text, "{\"data\":\"%s\"}", made_token(7, number));
  made_say(talk, made_user, "text", NULL, 0, text);
  made_say(talk, made_user, "received", NULL, 0, text);
  made_say(talk, made_user, "message", NULL, 0, made_token(7, number));
}

/* A WebSocket is opened, and the user is ready. */
static inline void made_open(struct talk *talk) {
  made_say(talk, made_user, "websocket", "chat", 0, "GET /channels/0");
  made_say(talk, made_user, "open", NULL, 101,
           "HTTP/1.1 101 x\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
  made_say(talk, made_user, "ready", NULL, 0, NULL);
}

#endif
