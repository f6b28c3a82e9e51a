/* Encodes histograms and writes the lines of the log. */
#include "bench/results/interval_log.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "common/base/clock.h"
#include "common/base/whole.h"

enum {
  COOKIE_PLAIN = 0x1c849303 | 0x10,
  COOKIE_COMPRESSED = 0x1c849304 | 0x10,
  SIGNIFICANT_DIGITS = 3,
  HEAD_BYTES = 40,
  COUNT_BYTES_MAX = 9,
};

/* --- bytes, the most significant first ------------------------------------------- */

static uint8_t *put_32(uint8_t *at, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    *at++ = (uint8_t)(value >> shift);
  return at;
}

static uint8_t *put_64(uint8_t *at, uint64_t value) {
  at = put_32(at, (uint32_t)(value >> 32));
  return put_32(at, (uint32_t)value);
}

/* ZigZag: 0, -1, 1, -2 become 0, 1, 2, 3, so that small numbers of either sign are short. Then
 * seven bits to a byte; the ninth byte has eight. */
static uint8_t *put_zigzag(uint8_t *at, int64_t value) {
  uint64_t rest = ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
  for (int i = 0; i < COUNT_BYTES_MAX - 1; i++) {
    if (rest < 0x80) {
      *at++ = (uint8_t)rest;
      return at;
    }
    *at++ = (uint8_t)(rest | 0x80);
    rest >>= 7;
  }
  *at++ = (uint8_t)rest;
  return at;
}

static uint8_t *put_counts(uint8_t *at, const struct histogram *histogram) {
  size_t last = histogram->count > 0 ? histogram_index(histogram->max_ns) : 0;
  for (size_t i = 0; i <= last;) {
    if (histogram->counts[i] != 0) {
      at = put_zigzag(at, (int64_t)histogram->counts[i++]);
      continue;
    }
    int64_t zeroes = 0;
    while (i <= last && histogram->counts[i] == 0) {
      zeroes++;
      i++;
    }
    at = put_zigzag(at, zeroes == 1 ? 0 : -zeroes);
  }
  return at;
}

/* `out` has room for HEAD_BYTES, and COUNT_BYTES_MAX for each counter. */
static size_t histogram_put(const struct histogram *histogram, uint8_t *out) {
  const double unit_ratio = 1;
  uint64_t ratio_bits;
  memcpy(&ratio_bits, &unit_ratio, sizeof ratio_bits);
  uint8_t *end = put_counts(out + HEAD_BYTES, histogram);
  uint8_t *at = put_32(out, COOKIE_PLAIN);
  at = put_32(at, (uint32_t)(end - out - HEAD_BYTES));
  at = put_32(at, 0); /* normalizing index offset */
  at = put_32(at, SIGNIFICANT_DIGITS);
  at = put_64(at, 1); /* lowest value that is distinct from 0 */
  at = put_64(at, HISTOGRAM_MAX_NS);
  put_64(at, ratio_bits);
  return (size_t)(end - out);
}

/* --- Base64 (RFC 4648, section 4) ------------------------------------------------- */

static char *base64(const uint8_t *bytes, size_t count) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *text = malloc((count + 2) / 3 * 4 + 1);
  char *at = text;
  if (!text)
    return NULL;
  for (size_t i = 0; i < count; i += 3) {
    uint32_t group = (uint32_t)bytes[i] << 16;
    group |= i + 1 < count ? (uint32_t)bytes[i + 1] << 8 : 0;
    group |= i + 2 < count ? bytes[i + 2] : 0;
    *at++ = letters[group >> 18];
    *at++ = letters[group >> 12 & 63];
    *at++ = letters[group >> 6 & 63];
    *at++ = letters[group & 63];
  }
  for (size_t missing = (3 - count % 3) % 3; missing > 0; missing--)
    at[-(ptrdiff_t)missing] = '=';
  *at = '\0';
  return text;
}

char *interval_log_encode(const struct histogram *histogram) {
  size_t capacity = HEAD_BYTES + (size_t)HISTOGRAM_COUNTERS * COUNT_BYTES_MAX;
  uLongf compressed_bytes = compressBound(capacity);
  uint8_t *plain = malloc(capacity);
  uint8_t *compressed = malloc(8 + compressed_bytes);
  char *text = NULL;
  if (plain && compressed &&
      compress(compressed + 8, &compressed_bytes, plain, histogram_put(histogram, plain)) == Z_OK) {
    put_32(put_32(compressed, COOKIE_COMPRESSED), (uint32_t)compressed_bytes);
    text = base64(compressed, 8 + compressed_bytes);
  }
  free(compressed);
  free(plain);
  return text;
}

/* --- the log ---------------------------------------------------------------------- */

void interval_log_begin(FILE *file, double started_s) {
  time_t second = (time_t)whole_signed_of(started_s);
  struct tm utc;
  char date[64] = "";
  if (gmtime_r(&second, &utc))
    strftime(date, sizeof date, "%a %b %d %H:%M:%S UTC %Y", &utc);
  fprintf(file,
          "#[Logged by pushbench: latency in ns, one interval a second of the measured phase]\n"
          "#[Histogram log format version 1.3]\n"
          "#[StartTime: %.3f (seconds since epoch), %s]\n"
          "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
          "\"Interval_Compressed_Histogram\"\n",
          started_s, date);
}

enum status interval_log_add(FILE *file, double start_s, double length_s,
                             const struct histogram *histogram, struct error *error) {
  char *text = interval_log_encode(histogram);
  if (!text)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  fprintf(file, "%.3f,%.3f,%.3f,%s\n", start_s, length_s,
          (double)histogram->max_ns / (double)NS_PER_MS, text);
  free(text);
  return STATUS_OK;
}
