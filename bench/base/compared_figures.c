/* The table of the figures that reports compare. */
#include "bench/base/compared_figures.h"

#include <string.h>

#include <stddef.h>

#include "common/base/contract.h"

const struct compared_figure compared_figures[] = {
    {METRIC_LATENCY_MEAN, "latency_ns.mean", "mean latency", words_duration_ns, BASIS_TESTED,
     USE_DELIVERY},
    {METRIC_ACK_MEAN, "ack_ns.mean", "mean time until a writer has its acknowledgement",
     words_duration_ns, BASIS_TESTED, USE_DELIVERY},
    {METRIC_CPU_US_PER_MESSAGE, "server.cpu_us_per_message",
     "server processor time for a delivered message", words_duration_us, BASIS_TESTED,
     USE_DELIVERY},
    {METRIC_CPU_MS_PER_USER_HOUR, "server.cpu_ms_per_user_hour",
     "server processor time for a user and hour", words_duration_ms, BASIS_TESTED, USE_IDLE},
    {METRIC_MEMORY_PER_USER, "server.memory_per_user_bytes", "server memory for a user",
     words_bytes, BASIS_TESTED, USE_ASKED},
    {METRIC_LATENCY_P50, "latency_ns.p50", "median latency", words_duration_ns, BASIS_TESTED,
     USE_ASKED},
    {METRIC_LATENCY_P99, "latency_ns.p99", "latency of 99 % of the messages", words_duration_ns,
     BASIS_TESTED, USE_ASKED},
    {METRIC_REQUESTS_PER_MESSAGE, "requests.per_message", "requests for a delivered message",
     words_number, BASIS_COUNTED, USE_DELIVERY},
    {METRIC_WIRE_PER_MESSAGE, "bytes.wire_per_message", "bytes on the wire for a delivered message",
     words_bytes, BASIS_COUNTED, USE_DELIVERY},
    {METRIC_REQUESTS_PER_USER_HOUR, "requests.per_user_hour", "requests of a user in an hour",
     words_number, BASIS_COUNTED, USE_IDLE},
    {METRIC_WIRE_PER_USER_HOUR, "bytes.wire_per_user_hour", "bytes on the wire for a user and hour",
     words_bytes, BASIS_COUNTED, USE_IDLE},
    {.name = NULL},
};

void compared_figures_check(const struct compared_figure *table) {
  for (const struct compared_figure *figure = table; figure->name; figure++) {
    CONTRACT_OF(figure->name, figure->what && figure->words);
    CONTRACT_OF(figure->name, figure_is_metric((enum figure)figure->metric));
    CONTRACT_OF(figure->name, strcmp(figure_table[figure->metric].path, figure->name) == 0);
    for (const struct compared_figure *before = table; before < figure; before++)
      CONTRACT_OF(figure->name, strcmp(before->name, figure->name) != 0);
  }
}
