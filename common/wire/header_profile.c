/* The table of the header profiles. */
#include "common/wire/header_profile.h"

#include <stdio.h>
#include <string.h>

#include "common/base/contract.h"

/* The heads that a line stands on. */
enum {
  ON_POLL = 1 << 0,
  ON_EVENTS = 1 << 1,
  ON_HANDSHAKE = 1 << 2,
  ON_HTTP = ON_POLL | ON_EVENTS,
  ON_REQUEST = ON_HTTP | ON_HANDSHAKE,
  ON_BODY = 1 << 3,
  ON_KEPT = 1 << 4, /* with a body, where the connection is kept */
  ON_STREAM = 1 << 5,
  ON_UNTAGGED = 1 << 6, /* with a body, where the answer has no ETag of its own */
  ON_ANSWER = ON_BODY | ON_STREAM,
};

/* "https://" and an authority. */
enum { ORIGIN_BYTES = 8 + 128 };

struct header_line {
  unsigned heads; /* 0 ends a table */
  const char *name;
  const char *value; /* '@' stands for the server's origin; NULL: filler as long as is asked for */
};

static const struct header_line nothing[] = {{0}};

static const struct header_line curl_lines[] = {
    {ON_REQUEST, "User-Agent", "curl/7.88.1"},
    {ON_REQUEST, "Accept", "*/*"},
    {0},
};

/* Pragma, Cache-Control and Sec-WebSocket-Version of a handshake are sent by
 * libwebsockets in any case. */
static const struct header_line browser_lines[] = {
    {ON_HTTP, "Connection", "keep-alive"},
    {ON_EVENTS, "Cache-Control", "no-cache"},
    {ON_HTTP, "sec-ch-ua-platform", "\"Linux\""},
    {ON_REQUEST, "User-Agent",
     "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/137.0.0.0 Safari/537.36"},
    {ON_HTTP, "sec-ch-ua",
     "\"Google Chrome\";v=\"137\", \"Chromium\";v=\"137\", \"Not/A)Brand\";v=\"24\""},
    {ON_HTTP, "sec-ch-ua-mobile", "?0"},
    {ON_POLL, "Accept", "*/*"},
    {ON_EVENTS, "Accept", "text/event-stream"},
    {ON_HANDSHAKE, "Origin", "@"},
    {ON_HTTP, "Sec-Fetch-Site", "same-origin"},
    {ON_HTTP, "Sec-Fetch-Mode", "cors"},
    {ON_HTTP, "Sec-Fetch-Dest", "empty"},
    {ON_HTTP, "Referer", "@/"},
    {ON_REQUEST, "Accept-Encoding", "gzip, deflate, br, zstd"},
    {ON_REQUEST, "Accept-Language", "en-US,en;q=0.9"},
    {ON_REQUEST, "Cookie", NULL},
    {ON_HANDSHAKE, "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"},
    {0},
};

static const struct header_line quantum_request_lines[] = {
    {ON_REQUEST, "User-Agent",
     "Mozilla/5.0 (X11; U; Linux x86_64; en-US; rv:1.9.2) Gecko/20100115 Firefox/3.6"},
    {ON_POLL | ON_HANDSHAKE, "Accept", "text/plain,application/json;q=0.9,*/*;q=0.8"},
    {ON_EVENTS, "Accept", "text/event-stream"},
    {ON_REQUEST, "Accept-Language", "en-us,en;q=0.5"},
    {ON_REQUEST, "Accept-Encoding", "gzip,deflate"},
    {ON_REQUEST, "Accept-Charset", "UTF-8,*;q=0.5"},
    {ON_HTTP, "Keep-Alive", "300"},
    {ON_HTTP, "Connection", "keep-alive"},
    {ON_REQUEST, "Referer", "@/"},
    {ON_REQUEST, "Cookie", NULL},
    {0},
};

static const struct header_line typical_lines[] = {
    {ON_ANSWER, "Server", "nginx/1.22.1"},
    {ON_ANSWER, "Date", "Mon, 02 Jun 2025 08:00:00 GMT"},
    {ON_KEPT, "Connection", "keep-alive"},
    {ON_ANSWER, "X-Powered-By", "Express"},
    {ON_BODY, "Cache-Control", "no-store"},
    {ON_UNTAGGED, "ETag", "W/\"18-jq3Y0c8TzWm5XnPfVrK1LsD2a9E\""},
    {ON_BODY, "Vary", "Origin"},
    {ON_STREAM, "X-Accel-Buffering", "no"},
    {0},
};

static const struct header_line quantum_answer_lines[] = {
    {ON_ANSWER, "X-Powered-By", "Servlet/3.0"},
    {ON_ANSWER, "Server", NULL},
    {ON_ANSWER, "Date", "Tue, 01 Jun 2010 08:00:00 GMT"},
    {0},
};

static const struct header_line *const request_profiles[REQUEST_HEADERS_COUNT] = {
    [REQUEST_HEADERS_MINIMAL] = nothing,
    [REQUEST_HEADERS_CURL] = curl_lines,
    [REQUEST_HEADERS_BROWSER] = browser_lines,
    [REQUEST_HEADERS_QUANTUM] = quantum_request_lines,
};

static const struct header_line *const answer_profiles[RESPONSE_HEADERS_COUNT] = {
    [RESPONSE_HEADERS_MINIMAL] = nothing,
    [RESPONSE_HEADERS_TYPICAL] = typical_lines,
    [RESPONSE_HEADERS_QUANTUM] = quantum_answer_lines,
};

/* Only counts where `out` is NULL. */
struct writer {
  char *out;
  size_t capacity, bytes;
};

/* Callers have far more room than the tables need; a head that was cut would be malformed. */
static void write_bytes(struct writer *writer, const char *bytes, size_t count) {
  if (writer->out) {
    CONTRACT(count <= writer->capacity - writer->bytes);
    memcpy(writer->out + writer->bytes, bytes, count);
  }
  writer->bytes += count;
}

static void write_text(struct writer *writer, const char *text) {
  write_bytes(writer, text, strlen(text));
}

static void write_value(struct writer *writer, const char *value, const char *origin) {
  const char *at = strchr(value, '@');
  if (!at) {
    write_text(writer, value);
    return;
  }
  write_bytes(writer, value, (size_t)(at - value));
  write_text(writer, origin);
  write_text(writer, at + 1);
}

/* Like the cookie of an application's session: a name, and characters without meaning. */
static void write_filler(struct writer *writer, size_t bytes) {
  static const char name[] = "sid=";
  static const char alphabet[] = "kT3wXb9QmZ0aRf6UeYp1JdLs8HvNg4Co7ViE2yBxKq5Wr";
  size_t letters = sizeof alphabet - 1;
  for (size_t i = 0; i < bytes; i++) {
    const char *letter = i < sizeof name - 1 ? &name[i] : &alphabet[(i + i / letters) % letters];
    write_bytes(writer, letter, 1);
  }
}

/* Writes those lines of the table that stand on such a head; the line without a value is left out
 * when filler_bytes is 0. */
static void write_lines(struct writer *writer, const struct header_line *lines, unsigned head,
                        const char *origin, size_t filler_bytes) {
  for (const struct header_line *line = lines; line->heads; line++) {
    if (!(line->heads & head) || (!line->value && filler_bytes == 0))
      continue;
    write_text(writer, line->name);
    write_text(writer, ": ");
    if (line->value)
      write_value(writer, line->value, origin);
    else
      write_filler(writer, filler_bytes);
    write_text(writer, "\r\n");
  }
}

/* The length of the filler with which the whole head has total_bytes. */
static size_t filler_for(const struct header_line *lines, unsigned head, const char *origin,
                         size_t other_bytes, size_t total_bytes) {
  struct writer counting = {.out = NULL};
  write_lines(&counting, lines, head, origin, 1);
  size_t used = other_bytes + counting.bytes - 1;
  return total_bytes > used ? total_bytes - used : 0;
}

static unsigned request_head(const struct request_style *style) {
  const struct transport_traits *traits = &transport_traits[style->transport];
  return traits->framed ? ON_HANDSHAKE : traits->streams ? ON_EVENTS : ON_POLL;
}

bool headers_request_has(const struct request_style *style, const char *name) {
  const struct header_line *line = request_profiles[style->headers];
  for (; line->heads; line++)
    if ((line->heads & request_head(style)) && strcmp(line->name, name) == 0)
      return true;
  return false;
}

size_t headers_request(const struct request_style *style, size_t other_bytes, char *out,
                       size_t capacity) {
  const struct header_line *lines = request_profiles[style->headers];
  unsigned head = request_head(style);
  char origin[ORIGIN_BYTES];
  snprintf(origin, sizeof origin, "%s://%s", style->tls ? "https" : "http", style->authority);
  size_t filler = style->cookie_bytes;
  if (style->headers == REQUEST_HEADERS_QUANTUM)
    filler = filler_for(lines, head, origin, other_bytes, QUANTUM_REQUEST_BYTES);
  struct writer writer = {.capacity = capacity};
  writer.out = out;
  write_lines(&writer, lines, head, origin, filler);
  if (style->token && *style->token) {
    write_text(&writer, "Authorization: Bearer ");
    write_text(&writer, style->token);
    write_text(&writer, "\r\n");
  }
  return writer.bytes;
}

size_t headers_answer(const struct answer_style *style, bool stream, size_t other_bytes, char *out,
                      size_t capacity) {
  const struct header_line *lines = answer_profiles[style->headers];
  unsigned head = stream ? ON_STREAM : style->keep_alive ? ON_BODY | ON_KEPT : ON_BODY;
  head |= stream || style->etag_line ? 0 : ON_UNTAGGED;
  size_t filler = 0;
  if (style->headers == RESPONSE_HEADERS_QUANTUM)
    filler = filler_for(lines, head, "", other_bytes, QUANTUM_RESPONSE_BYTES);
  struct writer writer = {.capacity = capacity};
  writer.out = out;
  write_lines(&writer, lines, head, "", filler);
  return writer.bytes;
}
