/* The message's text, written and read.
 *
 * Reading is what a client does most, up to some hundred thousand times a second on
 * one core, so it is a scan in fixed order without allocation; the data, which may
 * be long, is checked eight bytes at a time. */
#include "common/message.h"

#include <string.h>

#include "common/decimal.h"

enum { PATTERN_BYTES = 16, WRITER_DIGITS = 5 };

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

/* Whether all eight are printable ASCII, neither quote nor backslash. Each term sets
 * the top bit of a byte that is not: it has it, is below ' ', is DEL, is one of the
 * two. (x - 0x01..) & ~x has a top bit if and only if some byte of x is zero; which
 * one may be misjudged behind it, and does not matter here. */
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
    memcpy(&word, at, sizeof(word));
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

/* Sixteen hexadecimal digits of a 64-bit hash (SplitMix64's finaliser). */
static void data_pattern(uint64_t channel, uint64_t seq, char pattern[static PATTERN_BYTES]) {
  uint64_t hash = channel * UINT64_C(0x9e3779b97f4a7c15) + seq;
  hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * UINT64_C(0x94d049bb133111eb);
  hash ^= hash >> 31;
  for (size_t i = 0; i < PATTERN_BYTES; i++)
    pattern[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 0xf];
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

static void pattern_fill(char *data, size_t data_bytes, const char pattern[static PATTERN_BYTES]) {
  size_t filled = data_bytes < PATTERN_BYTES ? data_bytes : PATTERN_BYTES;
  memcpy(data, pattern, filled);
  while (filled < data_bytes) {
    size_t more = filled < data_bytes - filled ? filled : data_bytes - filled;
    memcpy(data + filled, data, more);
    filled += more;
  }
}

/* Data that starts with the pattern and equals itself one pattern further on is the
 * pattern repeated. */
static bool pattern_check(const char *data, size_t data_bytes,
                          const char pattern[static PATTERN_BYTES]) {
  if (data_bytes <= PATTERN_BYTES)
    return memcmp(data, pattern, data_bytes) == 0;
  return memcmp(data, pattern, PATTERN_BYTES) == 0 &&
         memcmp(data, data + PATTERN_BYTES, data_bytes - PATTERN_BYTES) == 0;
}

void message_data_fill(char *data, size_t data_bytes, uint64_t channel, uint64_t seq) {
  char pattern[PATTERN_BYTES];
  data_pattern(channel, seq, pattern);
  pattern_fill(data, data_bytes, pattern);
}

bool message_data_check(const struct message *message, uint64_t channel) {
  char pattern[PATTERN_BYTES];
  data_pattern(channel, message->seq, pattern);
  return pattern_check(message->data, message->data_bytes, pattern);
}

void message_written_fill(char *data, size_t data_bytes, uint64_t writer, uint64_t number) {
  char pattern[PATTERN_BYTES];
  data_pattern(writer, number, pattern);
  hex_write(writer, WRITER_DIGITS, data);
  hex_write(number, MESSAGE_WRITTEN_BYTES_MIN - WRITER_DIGITS, data + WRITER_DIGITS);
  pattern_fill(data + MESSAGE_WRITTEN_BYTES_MIN, data_bytes - MESSAGE_WRITTEN_BYTES_MIN, pattern);
}

bool message_written_check(const struct message *message, uint64_t *writer, uint64_t *number) {
  char pattern[PATTERN_BYTES];
  const char *data = message->data;
  if (message->data_bytes < MESSAGE_WRITTEN_BYTES_MIN || !hex_read(data, WRITER_DIGITS, writer) ||
      !hex_read(data + WRITER_DIGITS, MESSAGE_WRITTEN_BYTES_MIN - WRITER_DIGITS, number))
    return false;
  data_pattern(*writer, *number, pattern);
  return pattern_check(data + MESSAGE_WRITTEN_BYTES_MIN,
                       message->data_bytes - MESSAGE_WRITTEN_BYTES_MIN, pattern);
}
