/* Packs heads, and adds frames. */
#include "bench/judge/model_http2.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/base/whole.h"
#include "common/wire/http2_head.h"
#include "documents/figures.h"

enum {
  POLLS = 400, /* that are packed; the first half fills the tables */
  HEAD_BYTES_MAX = REQUEST_HEADERS_BYTES_MAX + RESPONSE_HEADERS_BYTES_MAX,
  /* nghttp2 returns a window once half of it is used (RFC 9113, 6.9) */
  WINDOW_UPDATE_BYTES = HTTP2_FRAME_HEAD_BYTES + 4,
  WINDOW_RETURNED_BYTES = 65535 / 2,
};

/* The bytes that return windows for that many of DATA: of the connection, and of streams that
 * stay. */
static double window_bytes(double data_bytes, int windows) {
  return windows * WINDOW_UPDATE_BYTES * data_bytes / WINDOW_RETURNED_BYTES;
}

/* --- heads --------------------------------------------------------------------------- */

/* A poll, and the lengths of what goes with it. */
struct poll {
  const json_t *document;
  int transport;
  unsigned cursor;   /* of the request */
  unsigned next;     /* of the answer */
  double body_bytes; /* 0: a 304 */
};

static bool may_index(const struct poll *poll) {
  const json_t *params = figure_json(poll->document, FIGURE_PARAMS);
  return !json_is_false(json_object_get(params, "hpack_indexing"));
}

static size_t request_write(const struct poll *poll, char *out) {
  static const char *const cursors[] = {[CURSOR_QUERY] = "",
                                        [CURSOR_HEADER] = "Last-Event-ID: ",
                                        [CURSOR_ETAG] = "If-None-Match: \""};
  const struct request_style style = model_request_style(poll->document, poll->transport);
  enum cursor cursor = model_cursor(poll->document);
  double channels = figure_value(poll->document, FIGURE_CHANNELS, 1);
  char number[16];
  snprintf(number, sizeof number, "%u", poll->cursor);
  bool query = cursor == CURSOR_QUERY;
  int bytes = snprintf(out, HEAD_BYTES_MAX, "GET /%s?channel=%.0f%s%s HTTP/1.1\r\nHost: %s\r\n",
                       transport_name(poll->transport), floor(channels / 2), query ? "&after=" : "",
                       query ? number : "", style.authority);
  if (!query)
    bytes += snprintf(out + bytes, HEAD_BYTES_MAX - (size_t)bytes, "%s%s%s\r\n", cursors[cursor],
                      number, cursor == CURSOR_ETAG ? "\"" : "");
  size_t lines = headers_request(&style, (size_t)bytes + 2, out + bytes, REQUEST_HEADERS_BYTES_MAX);
  return (size_t)(stpcpy(out + (size_t)bytes + lines, "\r\n") - out);
}

static size_t answer_write(const struct poll *poll, char *out) {
  struct answer_style style = model_answer_style(poll->document);
  int bytes = 0;
  if (poll->body_bytes > 0)
    bytes =
        snprintf(out, HEAD_BYTES_MAX,
                 "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %.0f\r\n",
                 poll->body_bytes);
  else
    bytes = snprintf(out, HEAD_BYTES_MAX, "HTTP/1.1 304 Not Modified\r\n");
  if (style.etag_line)
    bytes += snprintf(out + bytes, HEAD_BYTES_MAX - (size_t)bytes, "ETag: \"%u\"\r\n", poll->next);
  size_t lines =
      headers_answer(&style, false, (size_t)bytes + 2, out + bytes, RESPONSE_HEADERS_BYTES_MAX);
  return (size_t)(stpcpy(out + (size_t)bytes + lines, "\r\n") - out);
}

static double packed_bytes(nghttp2_hd_deflater *deflater, struct http2_head *head, bool index) {
  uint8_t out[2 * HEAD_BYTES_MAX];
  http2_head_index(head, index);
  ssize_t bytes = nghttp2_hd_deflate_hd(deflater, out, sizeof out, head->headers, head->count);
  return bytes < 0 ? NAN : (double)bytes;
}

struct heads {
  double up, empty, useful; /* means of the later blocks: requests, answers of both kinds */
};

struct packers {
  nghttp2_hd_deflater *up, *down;
};

static double request_packed(const struct packers *packers, const struct poll *poll) {
  char text[HEAD_BYTES_MAX];
  struct http2_head head;
  bool tls = model_is(poll->document, "tls");
  size_t bytes = request_write(poll, text);
  return http2_head_of_request(text, bytes, tls ? "https" : "http", &head)
             ? packed_bytes(packers->up, &head, may_index(poll))
             : NAN;
}

static double answer_packed(const struct packers *packers, const struct poll *poll) {
  char text[HEAD_BYTES_MAX];
  struct http2_head head;
  size_t bytes = answer_write(poll, text);
  return http2_head_of_answer(text, bytes, &head)
             ? packed_bytes(packers->down, &head, may_index(poll))
             : NAN;
}

/* Packs the heads of POLLS polls, of which a share finds messages, `each` of them, evenly. */
static struct heads heads_pack(const struct packers *packers, struct poll poll, double share,
                               double each, double empty_body, double useful_body) {
  struct heads sums = {0, 0, 0};
  double before = 0;
  int counted = 0, useful = 0;
  poll.cursor =
      (unsigned)whole_of(fmax(10, figure_value(poll.document, FIGURE_PUBLISHED, 100) / 2));
  for (int i = 0; i < POLLS; i++) {
    double after = before + share;
    bool finds = floor(after) > floor(before);
    bool counts = i >= POLLS / 2;
    before = after;
    double up = request_packed(packers, &poll);
    poll.next = poll.cursor + (finds ? (unsigned)whole_of(fmax(1, round(each))) : 0);
    poll.body_bytes = finds ? useful_body : empty_body;
    double down = answer_packed(packers, &poll);
    poll.cursor = poll.next;
    if (!counts)
      continue;
    counted++;
    useful += finds;
    sums.up += up;
    *(finds ? &sums.useful : &sums.empty) += down;
  }
  return (struct heads){.up = sums.up / counted,
                        .useful = useful > 0 ? sums.useful / useful : 0,
                        .empty = counted > useful ? sums.empty / (counted - useful) : 0};
}

/* --- streams ------------------------------------------------------------------------- */

struct stream_bytes http2_polls_of(const json_t *document, int transport, double text,
                                   double brackets, const struct stream_counts *counts) {
  struct stream_bytes made = {NAN, NAN, NAN, NAN};
  size_t table_bytes = whole_of(model_number(document, "hpack_table_bytes", 4096));
  struct packers packers = {NULL, NULL};
  double useful = counts->requests - counts->empty;
  double each = useful > 0 ? counts->texts / useful : 0;
  double nothing = model_cursor(document) == CURSOR_ETAG ? 0 : brackets;
  double body = brackets + each * text + fmax(0, each - 1);
  if (nghttp2_hd_deflate_new(&packers.up, table_bytes) == 0 &&
      nghttp2_hd_deflate_new(&packers.down, table_bytes) == 0 && counts->requests > 0) {
    const struct poll poll = {.document = document, .transport = transport};
    struct heads heads = heads_pack(&packers, poll, useful / counts->requests, each, nothing, body);
    double request = HTTP2_FRAME_HEAD_BYTES + heads.up;
    double empty =
        HTTP2_FRAME_HEAD_BYTES + heads.empty + (nothing > 0 ? HTTP2_FRAME_HEAD_BYTES + nothing : 0);
    double answer = HTTP2_FRAME_HEAD_BYTES + heads.useful + HTTP2_FRAME_HEAD_BYTES + body;
    double windows = window_bytes(counts->empty * nothing + useful * body, 1);
    made = (struct stream_bytes){
        .protocol = counts->requests * request + counts->empty * empty +
                    useful * (answer - each * text) + windows,
        .longest = fmax(request, answer),
        .writes = 2 * counts->requests,
        .up = counts->requests * request + windows,
    };
  }
  nghttp2_hd_deflate_del(packers.up);
  nghttp2_hd_deflate_del(packers.down);
  return made;
}

struct stream_bytes http2_pushed_of(const json_t *document, double text,
                                    const struct stream_counts *counts,
                                    const struct stream_bytes *over_http1) {
  struct stream_bytes made = *over_http1;
  bool alone = model_number(document, "streams_per_connection", 1) <= 1;
  /* what waits for one user goes into one frame */
  double each = alone ? fmax(1, figure_value(document, FIGURE_MESSAGES_PER_WRITE, 1)) : 1;
  made.protocol += HTTP2_FRAME_HEAD_BYTES * (counts->texts / each + counts->comments);
  made.protocol += window_bytes(over_http1->protocol + counts->texts * text, 2);
  made.longest += HTTP2_FRAME_HEAD_BYTES;
  return made;
}
