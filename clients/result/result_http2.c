/* The bytes of HTTP/2 by the kinds of its frames. */
#include <math.h>

#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "documents/figures.h"

/* Null for NAN, which a mean of nothing is. */
static void mean_put(json_t *document, enum figure figure, double mean) {
  figure_put(document, figure, isfinite(mean) ? json_real(mean) : json_null());
}

void http2_put(json_t *document, const struct client *client, const struct counters *window) {
  const struct counters *whole = &client->phases.whole.counters;
  bool spoken = client->options->http_version == HTTP_2;
  const struct {
    enum figure figure;
    uint64_t bytes;
  } kinds[] = {
      {FIGURE_HTTP2_FRAME_HEADS, window->http2_frame_head_bytes},
      {FIGURE_HTTP2_HEADER_BLOCKS, window->http2_header_block_bytes},
      {FIGURE_HTTP2_DATA, window->http2_data_bytes},
      {FIGURE_HTTP2_SETTINGS, window->http2_settings_bytes},
      {FIGURE_HTTP2_WINDOW_UPDATES, window->http2_window_update_bytes},
      {FIGURE_HTTP2_PINGS, window->http2_ping_bytes},
      {FIGURE_HTTP2_GOAWAYS, window->http2_goaway_bytes},
      {FIGURE_HTTP2_OTHERS, window->http2_other_bytes},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    figure_put_count_if(document, kinds[i].figure, spoken, kinds[i].bytes);
  uint64_t later = whole->requests - whole->http2_first_requests;
  uint64_t heads = whole->head_up_bytes + whole->head_down_bytes;
  double first_mean = (double)whole->http2_first_head_bytes / (double)whole->http2_first_requests;
  double later_mean = (double)(heads - whole->http2_first_head_bytes) / (double)later;
  mean_put(document, FIGURE_HTTP2_FIRST_HEADS, spoken ? first_mean : NAN);
  mean_put(document, FIGURE_HTTP2_LATER_HEADS, spoken ? later_mean : NAN);
}
