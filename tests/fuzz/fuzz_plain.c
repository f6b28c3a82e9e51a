/* A target file of `plain`, and what its server says to a user of each transport: every error of
 * the file has a line, and whatever comes, the conversation asks for at most one request on each
 * lane. The input is the file, a line of "----", and then lines that each begin with what happens.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clients/protocols/described.h"
#include "clients/protocols/rows.h"
#include "documents/target_load.h"
#include "tests/fuzz/target.h"

/* ---- a carrier that counts ---- */

struct counts {
  bool busy[PROTOCOL_LANES];
  bool failed;
  size_t sum;
};

static void counts_request(void *owner, enum protocol_lane lane,
                           const struct protocol_request *request) {
  struct counts *counts = owner;
  expect(!counts->busy[lane] && request->target[0] == '/');
  expect(request->header_count <= PROTOCOL_HEADERS_MAX);
  counts->busy[lane] = true;
}

static void counts_stream(void *owner, const struct protocol_request *request) {
  counts_request(owner, PROTOCOL_RECEIVES, request);
}

static void counts_websocket(void *owner, const struct protocol_request *request,
                             const char *subprotocols) {
  (void)owner, (void)subprotocols;
  expect(request->target[0] == '/');
}

static void counts_bytes(void *owner, const char *bytes, size_t count) {
  struct counts *counts = owner;
  for (size_t i = 0; i < count; i++)
    counts->sum += (unsigned char)bytes[i]; /* sanitizers see what is not there */
}

static void counts_send(void *owner, const char *bytes, size_t count, bool binary) {
  (void)binary;
  counts_bytes(owner, bytes, count);
}

static void counts_nothing(void *owner) {
  (void)owner;
}

static void counts_wake(void *owner, uint64_t delay_ns) {
  (void)owner, (void)delay_ns;
}

static void counts_flag(void *owner, bool flag) {
  (void)owner, (void)flag;
}

static void counts_published(void *owner, enum protocol_published outcome) {
  (void)owner, (void)outcome;
}

static void counts_failed(void *owner, const char *step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void counts_failed(void *owner, const char *step, const char *format, ...) {
  struct counts *counts = owner;
  expect(*step && *format);
  counts->failed = true;
}

static const struct protocol_carrier counting = {
    .request = counts_request,
    .stream = counts_stream,
    .websocket = counts_websocket,
    .send = counts_send,
    .close = counts_nothing,
    .wake = counts_wake,
    .ready = counts_nothing,
    .received = counts_bytes,
    .polled = counts_flag,
    .published = counts_published,
    .heartbeat = counts_flag,
    .failed = counts_failed,
};

/* ---- what happens ---- */

/* The line's text is the head, an empty line and the body; or a message; or an event's data. */
static void answer(struct conversation *conversation, enum protocol_lane lane, const char *line) {
  struct counts *counts = conversation->owner;
  int code = (int)strtol(line, NULL, 10);
  struct protocol_answer answer = {.code = code,
                                   .failure = "timed out",
                                   .head = line,
                                   .head_bytes = strcspn(line, "|"),
                                   .body = line + strcspn(line, "|"),
                                   .body_bytes = strlen(line + strcspn(line, "|"))};
  if (!counts->busy[lane])
    return;
  counts->busy[lane] = false;
  conversation->protocol->answered(conversation, lane, &answer);
}

static void opened(struct conversation *conversation, const char *line) {
  const struct protocol_answer answer = {.code = 200, .head = line, .head_bytes = strlen(line)};
  conversation->protocol->opened(conversation, &answer);
}

static void event(struct conversation *conversation, const char *line) {
  const struct protocol_event event = {.name = *line == '1' ? "connect" : "message",
                                       .id = "7",
                                       .data = line,
                                       .data_bytes = strlen(line)};
  conversation->protocol->event(conversation, &event);
}

/* After a failure, and after a loss, nothing is under way. */
static void begin_again(struct conversation *conversation) {
  struct counts *counts = conversation->owner;
  memset(counts->busy, 0, sizeof counts->busy);
  counts->failed = false;
  conversation->protocol->open(conversation);
}

static void happen(struct conversation *conversation, const char *line) {
  const struct protocol *protocol = conversation->protocol;
  switch (*line) {
  case 'r':
    answer(conversation, PROTOCOL_RECEIVES, line + 1);
    break;
  case 's':
    answer(conversation, PROTOCOL_SENDS, line + 1);
    break;
  case 'o':
    opened(conversation, line + 1);
    break;
  case 'e':
    event(conversation, line + 1);
    break;
  case 't':
    protocol->text(conversation, line + 1, strlen(line + 1), false);
    break;
  case 'w':
    protocol->woken(conversation);
    break;
  case 'p':
    protocol->publish(conversation, "pb-1", strlen("pb-1"));
    break;
  case 'd':
    protocol->poll(conversation);
    break;
  case 'l':
    protocol->lost(conversation);
    begin_again(conversation);
    break;
  default:
    break;
  }
  if (((struct counts *)conversation->owner)->failed)
    begin_again(conversation);
}

static void converse(const struct target_description *description, int transport,
                     const char *lines) {
  struct counts counts = {.sum = 0};
  struct random random = random_seeded(1, 1);
  struct conversation conversation = {.protocol = &protocol_plain,
                                      .carrier = &counting,
                                      .owner = &counts,
                                      .transport = (enum transport_kind)transport,
                                      .description = description->transports[transport],
                                      .secrets = description->secrets,
                                      .channel = "c",
                                      .user = "u",
                                      .run = "r",
                                      .random = &random,
                                      .state = calloc(1, protocol_plain.state_bytes)};
  expect(conversation.state);
  begin_again(&conversation);
  while (*lines) {
    size_t bytes = strcspn(lines, "\n");
    char *line = input_text((const uint8_t *)lines, bytes);
    happen(&conversation, line);
    free(line);
    lines += bytes + (lines[bytes] == '\n');
  }
  protocol_plain.release(&conversation);
  free(conversation.state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char divider[] = "\n----\n";
  struct target_description description;
  struct error error = {""};
  char path[64];
  char *text = input_text(data, size);
  char *lines = strstr(text, divider);
  size_t bytes = lines ? (size_t)(lines - text) : strlen(text);
  int descriptor = memfd_create("target", MFD_CLOEXEC);
  expect(descriptor >= 0 && write(descriptor, text, bytes) == (ssize_t)bytes);
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  if (target_load(&description, path, &error) == STATUS_OK) {
    bool plain = strcmp(description.protocol, protocol_plain.name) == 0;
    for (int i = 0; plain && i < TRANSPORT_COUNT; i++)
      if (description.transports[i])
        converse(&description, i, lines ? lines + strlen(divider) : "");
    described_check(&description, &error);
    target_release(&description);
  } else {
    expect(strncmp(error.text, path, strlen(path)) == 0 && error.text[strlen(path)] == ':');
  }
  close(descriptor);
  free(text);
  return 0;
}
