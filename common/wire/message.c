/* The message's text, written and read.
 *
 * Reading is what a client does most, up to some hundred thousand times a second on
 * one core, so it is a scan in fixed order without allocation; the data, which may
 * be long, is checked eight bytes at a time. */
#include "common/wire/message.h"

#include <string.h>

#include "common/base/decimal.h"

enum { WRITER_DIGITS = 5 };

static char *text_put(char *out, const char *text, size_t bytes) {
  memcpy(out, text, bytes);
  return out + bytes;
}

#define PUT(out, literal) text_put(out, literal, sizeof(literal) - 1)

size_t message_encode(const struct message *message, char *out, size_t capacity) {
  char head[MESSAGE_ENVELOPE_BYTES_MAX];
  char *at = PUT(head, "{\"seq\":");
  at += decimal_write(message->seq, at);
  at = PUT(at, ",\"due_ns\":");
  at += decimal_write(message->due_ns, at);
  at = PUT(at, ",\"sent_ns\":");
  at += decimal_write(message->sent_ns, at);
  at = PUT(at, ",\"data\":\"");

  size_t head_bytes = (size_t)(at - head);
  size_t envelope_bytes = head_bytes + 2;
  if (capacity < envelope_bytes || capacity - envelope_bytes < message->data_bytes)
    return 0;
  at = text_put(out, head, head_bytes);
  at = text_put(at, message->data, message->data_bytes);
  PUT(at, "\"}");
  return envelope_bytes + message->data_bytes;
}

static bool text_skip(const char **at, const char *end, const char *expected, size_t bytes) {
  if ((size_t)(end - *at) < bytes || memcmp(*at, expected, bytes) != 0)
    return false;
  *at += bytes;
  return true;
}

#define SKIP(at, end, literal) text_skip(at, end, literal, sizeof(literal) - 1)

static bool data_byte_allowed(char byte) {
  return byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
}

/* Whether all eight bytes are printable ASCII, neither quote nor backslash. Each term sets
 * the top bit of a byte that is above 0x7f, below ' ', a quote, a backslash or DEL.
 * (x - 0x01..) & ~x has a top bit if and only if some byte of x is zero; it may mark bytes
 * behind that one as well, which does not matter here. */
static bool data_word_allowed(uint64_t word) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  const uint64_t tops = UINT64_C(0x8080808080808080);
  uint64_t quote = word ^ ones * '"';
  uint64_t backslash = word ^ ones * '\\';
  uint64_t delete = word ^ ones * 0x7f;
  uint64_t bad = word | ((word - ones * ' ') & ~word) | ((quote - ones) & ~quote) |
                 ((backslash - ones) & ~backslash) | ((delete - ones) & ~delete);
  return !(bad & tops);
}

/* The end of the data at `at`: the first byte that data cannot contain, or `end`. */
static const char *data_end(const char *at, const char *end) {
  for (; end - at >= 8; at += 8) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    if (!data_word_allowed(word))
      break;
  }
  while (at < end && data_byte_allowed(*at))
    at++;
  return at;
}

bool message_data_plain(const char *data, size_t data_bytes) {
  return data_end(data, data + data_bytes) == data + data_bytes;
}

size_t message_read(const char *text, size_t bytes, struct message *out) {
  const char *at = text;
  const char *end = text + bytes;
  struct message message;
  if (!SKIP(&at, end, "{\"seq\":") || !decimal_read(&at, end, &message.seq))
    return 0;
  if (!SKIP(&at, end, ",\"due_ns\":") || !decimal_read(&at, end, &message.due_ns))
    return 0;
  if (!SKIP(&at, end, ",\"sent_ns\":") || !decimal_read(&at, end, &message.sent_ns))
    return 0;
  if (!SKIP(&at, end, ",\"data\":\""))
    return 0;
  message.data = at;
  at = data_end(at, end);
  message.data_bytes = (size_t)(at - message.data);
  if (!SKIP(&at, end, "\"}"))
    return 0;
  *out = message;
  return (size_t)(at - text);
}

bool message_decode(const char *text, size_t bytes, struct message *out) {
  struct message message;
  if (!bytes || message_read(text, bytes, &message) != bytes)
    return false;
  *out = message;
  return true;
}

size_t message_span(const char *text, size_t bytes) {
  struct message ignored;
  return message_read(text, bytes, &ignored);
}

/* SplitMix64's finaliser. */
static uint64_t data_number(uint64_t channel, uint64_t seq) {
  uint64_t hash = channel * UINT64_C(0x9e3779b97f4a7c15) + seq;
  hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * UINT64_C(0x94d049bb133111eb);
  return hash ^ (hash >> 31);
}

static void hex_write(uint64_t value, size_t digits, char *out) {
  for (size_t i = 0; i < digits; i++)
    out[i] = "0123456789abcdef"[value >> (4 * (digits - 1 - i)) & 0xf];
}

static bool hex_read(const char *text, size_t digits, uint64_t *out) {
  uint64_t value = 0;
  for (size_t i = 0; i < digits; i++) {
    bool decimal = text[i] >= '0' && text[i] <= '9';
    if (!decimal && (text[i] < 'a' || text[i] > 'f'))
      return false;
    value = value << 4 | (uint64_t)(decimal ? text[i] - '0' : text[i] - 'a' + 10);
  }
  *out = value;
  return true;
}

void message_data_fill(enum payload_kind kind, char *data, size_t data_bytes, uint64_t channel,
                       uint64_t seq) {
  payload_fill(kind, data_number(channel, seq), data, data_bytes);
}

bool message_data_check(enum payload_kind kind, const struct message *message, uint64_t channel) {
  return payload_check(kind, data_number(channel, message->seq), message->data,
                       message->data_bytes);
}

void message_written_fill(enum payload_kind kind, char *data, size_t data_bytes, uint64_t writer,
                          uint64_t number) {
  hex_write(writer, WRITER_DIGITS, data);
  hex_write(number, MESSAGE_WRITTEN_BYTES_MIN - WRITER_DIGITS, data + WRITER_DIGITS);
  payload_fill(kind, data_number(writer, number), data + MESSAGE_WRITTEN_BYTES_MIN,
               data_bytes - MESSAGE_WRITTEN_BYTES_MIN);
}

bool message_written_check(enum payload_kind kind, const struct message *message, uint64_t *writer,
                           uint64_t *number) {
  const char *data = message->data;
  if (message->data_bytes < MESSAGE_WRITTEN_BYTES_MIN || !hex_read(data, WRITER_DIGITS, writer) ||
      !hex_read(data + WRITER_DIGITS, MESSAGE_WRITTEN_BYTES_MIN - WRITER_DIGITS, number))
    return false;
  return payload_check(kind, data_number(*writer, *number), data + MESSAGE_WRITTEN_BYTES_MIN,
                       message->data_bytes - MESSAGE_WRITTEN_BYTES_MIN);
}
