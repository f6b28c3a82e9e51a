/* Plays a recorded exchange (recorded/, whose recorder.js says how the notes are written) to a
 * protocol, and compares what it says, lane by lane, with what the real client said. */
#ifndef TESTS_CLIENTS_PROTOCOLS_FIXTURE_RECORDED_H
#define TESTS_CLIENTS_PROTOCOLS_FIXTURE_RECORDED_H

#include "tests/clients/protocols/carrier_made.h"

enum { SAID_MAX = 64, LINE_BYTES = 8192 };

struct recorded {
  struct made made;
  char *said[SAID_MAX]; /* by the protocol, and not compared yet */
  size_t said_count;
  bool over;     /* it has failed or was lost, and was not opened since */
  size_t failed; /* how often it has failed */
  int line_number;
  size_t compared;
};

static struct recorded recorded;

/* Puts * in the place of what clients make up, from `at` on. */
static void recorded_star(char *at, size_t bytes) {
  *at = '*';
  memmove(at + 1, at + bytes, strlen(at + bytes) + 1);
}

static void recorded_without_chance(char *line) {
  char *stamp = strstr(line, "&t=");
  char *numbers = strstr(line, "/sockjs/");
  if (stamp)
    recorded_star(stamp + 3, strcspn(stamp + 3, "& ;"));
  if (!numbers)
    return;
  numbers += strlen("/sockjs/");
  assert_int_equal(strcspn(numbers, "/"), 3);
  recorded_star(numbers, 3);
  assert_int_equal(strcspn(numbers + 2, "/"), 8);
  recorded_star(numbers + 2, 8);
}

/* "sends POST /x; Name: value; body: y" as the notes have it: "sends POST /x y". */
static void recorded_as_noted(char *line) {
  static const char body_mark[] = "; body: ";
  recorded_without_chance(line);
  if (strncmp(line, "websocket GET ", 14) == 0)
    memmove(line + 10, line + 14, strlen(line + 14) + 1);
  if (strncmp(line, "stream GET ", 11) == 0)
    memmove(line + 7, line + 11, strlen(line + 11) + 1);
  if (strncmp(line, "receives ", 9) != 0 && strncmp(line, "sends ", 6) != 0)
    return;
  char *body = strstr(line, body_mark);
  char *headers = strstr(line, "; ");
  if (!headers)
    return;
  if (body && body[strlen(body_mark)]) {
    *headers = ' ';
    memmove(headers + 1, body + strlen(body_mark), strlen(body + strlen(body_mark)) + 1);
  } else {
    *headers = '\0';
  }
}

/* Whether the recorder notes such lines, too. */
static bool recorded_is_noted(const char *line) {
  static const char *const words[] = {"receives ", "sends ",    "websocket ", "stream ",
                                      "send ",     "received ", "published"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strncmp(line, words[i], strlen(words[i])) == 0)
      return true;
  return false;
}

static void recorded_take_said(void) {
  char *at = strdup(made_said(&recorded.made));
  char *begin = at;
  assert_non_null(at);
  for (char *line = strsep(&at, "\n"); line; line = strsep(&at, "\n")) {
    if (strncmp(line, "failed ", 7) == 0) {
      recorded.over = true;
      recorded.failed++;
    }
    if (recorded.over || !recorded_is_noted(line))
      continue;
    assert_true(recorded.said_count < SAID_MAX);
    char *kept = strdup(line);
    recorded_as_noted(kept);
    recorded.said[recorded.said_count++] = kept;
  }
  free(begin);
}

static void recorded_forget(size_t index) {
  free(recorded.said[index]);
  recorded.said_count--;
  memmove(&recorded.said[index], &recorded.said[index + 1],
          (recorded.said_count - index) * sizeof *recorded.said);
}

/* The first thing said that begins with the same word is this line. */
static void recorded_compare(const char *line) {
  size_t word = strcspn(line, " ");
  for (size_t i = 0; i < recorded.said_count; i++) {
    if (strncmp(recorded.said[i], line, word + 1) != 0)
      continue;
    if (strcmp(recorded.said[i], line) != 0)
      fail_msg("line %d: recorded \"%s\", and said \"%s\"", recorded.line_number, line,
               recorded.said[i]);
    recorded_forget(i);
    recorded.compared++;
    return;
  }
  fail_msg("line %d: recorded \"%s\", and nothing such was said", recorded.line_number, line);
}

static void recorded_reopen(void) {
  while (recorded.said_count > 0)
    recorded_forget(0);
  recorded.over = false;
  made_open(&recorded.made);
}

/* "! …": what the user of the recorded client did. */
static void recorded_do(const char *what) {
  if (strcmp(what, "open") == 0)
    recorded_reopen();
  else if (strcmp(what, "published") == 0)
    recorded_compare("published");
  else if (strncmp(what, "publish ", 8) == 0)
    made_publish(&recorded.made, what + 8);
  else if (!recorded.over) { /* lost */
    recorded.over = true;
    recorded.made.conversation.protocol->lost(&recorded.made.conversation);
  }
}

/* "< …": what the server said. */
static void recorded_tell(const char *what) {
  char head[32];
  char *body;
  if (recorded.over)
    return;
  if (strncmp(what, "opened ", 7) == 0) {
    snprintf(head, sizeof head, "HTTP/1.1 %.3s x\r\n\r\n", what + 7);
    made_opened(&recorded.made, head);
  } else if (strncmp(what, "text ", 5) == 0) {
    made_text(&recorded.made, what + 5);
  } else if (strncmp(what, "event ", 6) == 0) {
    made_event(&recorded.made, "message", "", what + 6);
  } else if (strcmp(what, "ended") == 0) {
    made_answer(&recorded.made, PROTOCOL_RECEIVES, "HTTP/1.1 200 OK\r\n\r\n", "");
  } else {
    enum protocol_lane lane = *what == 'r' ? PROTOCOL_RECEIVES : PROTOCOL_SENDS;
    long code = strtol(strchr(what, ' '), &body, 10);
    snprintf(head, sizeof head, "HTTP/1.1 %ld x\r\n\r\n", code);
    made_answer(&recorded.made, lane, head, *body ? body + 1 : body);
  }
}

static void recorded_unescape(char *line) {
  char *to = line;
  for (const char *from = line; *from; to++) {
    if (from[0] == '\\' && from[1] == 'x') {
      const char digits[] = {from[2], from[3], '\0'};
      *to = (char)strtol(digits, NULL, 16);
      from += 4;
    } else {
      *to = *from++;
    }
  }
  *to = '\0';
}

static void recorded_step(char *line) {
  char received[LINE_BYTES + 16];
  recorded_unescape(line);
  recorded_take_said();
  if (line[0] == '!')
    recorded_do(line + 2);
  else if (line[0] == '<')
    recorded_tell(line + 2);
  else if (line[0] == '>' && !recorded.over)
    recorded_compare(line + 2);
  if (line[0] == '=') {
    snprintf(received, sizeof received, "received %s", line + 2);
    recorded_compare(received);
  }
  recorded_take_said();
}

/* Plays the file. All that was recorded must be said, and nothing else but the requests that follow
 * the end. */
static void recorded_play(const char *name, const struct protocol *protocol,
                          enum transport_kind transport, const char *options) {
  char path[256], line[LINE_BYTES];
  snprintf(path, sizeof path, "tests/clients/protocols/recorded/%s", name);
  FILE *file = fopen(path, "re");
  assert_non_null(file);
  memset(&recorded, 0, sizeof recorded);
  made_begin(&recorded.made, protocol, transport, options, NULL);
  assert_string_equal(made_check(&recorded.made), "");
  while (fgets(line, sizeof line, file)) {
    recorded.line_number++;
    line[strcspn(line, "\n")] = '\0';
    recorded_step(line);
  }
  fclose(file);
  for (size_t i = 0; i < recorded.said_count; i++)
    if (strncmp(recorded.said[i], "received ", 9) == 0)
      fail_msg("said, and not recorded: \"%s\"", recorded.said[i]);
  while (recorded.said_count > 0)
    recorded_forget(0);
  assert_true(recorded.compared > 10);
  made_end(&recorded.made);
}

#endif
