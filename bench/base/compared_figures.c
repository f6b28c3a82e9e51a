/* The table of the figures that reports compare. */
#include "bench/base/compared_figures.h"

#include <stddef.h>

#include "common/base/contract.h"

const struct compared_figure compared_figures[] = {
    {FIGURE_LATENCY_MEAN, "mean latency", words_duration_ns, BASIS_TESTED, USE_DELIVERY},
    {FIGURE_ACK_MEAN, "mean time until a writer has its acknowledgement", words_duration_ns,
     BASIS_TESTED, USE_DELIVERY},
    {FIGURE_CPU_US_PER_MESSAGE, "server processor time for a delivered message", words_duration_us,
     BASIS_TESTED, USE_DELIVERY},
    {FIGURE_CPU_MS_PER_USER_HOUR, "server processor time for a user and hour", words_duration_ms,
     BASIS_TESTED, USE_IDLE},
    {FIGURE_MEMORY_PER_USER, "server memory for a user", words_bytes, BASIS_TESTED, USE_ASKED},
    {FIGURE_LATENCY_P50, "median latency", words_duration_ns, BASIS_TESTED, USE_ASKED},
    {FIGURE_LATENCY_P99, "latency of 99 % of the messages", words_duration_ns, BASIS_TESTED,
     USE_ASKED},
    {FIGURE_AGE_MEAN, "mean age of what a user sees", words_duration_ns, BASIS_TESTED, USE_ASKED},
    {FIGURE_RSS_GROWTH_PER_USER, "growth of the server's resident memory for a user", words_bytes,
     BASIS_TESTED, USE_ASKED},
    {FIGURE_LIFE_OUTAGE_P99, "time after which 99 % of the lost connections are ready again",
     words_duration_ns, BASIS_TESTED, USE_ASKED},
    {FIGURE_REQUESTS_PER_MESSAGE, "requests for a delivered message", words_number, BASIS_COUNTED,
     USE_DELIVERY},
    {FIGURE_WIRE_PER_MESSAGE, "bytes on the wire for a delivered message", words_bytes,
     BASIS_COUNTED, USE_DELIVERY},
    {FIGURE_CONNECTIONS_ATTEMPTED, "number of attempts to connect", words_number, BASIS_COUNTED,
     USE_ASKED},
    {FIGURE_PROTOCOL_PER_MESSAGE, "bytes of heads and framing for a delivered message", words_bytes,
     BASIS_COUNTED, USE_ASKED},
    {FIGURE_REQUESTS_PER_USER_HOUR, "requests of a user in an hour", words_number, BASIS_COUNTED,
     USE_IDLE},
    {FIGURE_WIRE_PER_USER_HOUR, "bytes on the wire for a user and hour", words_bytes, BASIS_COUNTED,
     USE_IDLE},
    {FIGURE_RADIO_WAKEUPS_PER_USER_HOUR, "wake-ups of a user's radio in an hour", words_number,
     BASIS_TESTED, USE_ASKED},
    {FIGURE_RADIO_ON_SHARE, "share of the time that a user's radio is on", words_share,
     BASIS_TESTED, USE_ASKED},
    {.what = NULL},
};

void compared_figures_check(const struct compared_figure *table) {
  for (const struct compared_figure *figure = table; figure->what; figure++) {
    CONTRACT_OF(figure->what, figure->words);
    CONTRACT_OF(figure->what, figure_is_metric(figure->id));
    for (const struct compared_figure *before = table; before < figure; before++)
      CONTRACT_OF(figure->what, before->id != figure->id);
  }
}
