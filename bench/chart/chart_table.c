/* The table of the charts of lines and bars, and its contracts. */
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_kinds.h"
#include "common/base/contract.h"

enum { LINES_HEIGHT = 520, TIMELINE_HEIGHT = 720 };

const struct chart charts[] = {
    {.name = "latency_percentiles",
     .title = "How late is the message? Latency by percentile",
     .reading =
         "Above 90 %, for example, a line has the time within which nine in ten messages had "
         "arrived. Lower is better; a line that bends up on the right has a long tail. It "
         "ends where fewer than ten messages lie beyond it.",
     .absent = "no cell has 20 messages",
     .figure = FIGURE_LATENCY_MEAN,
     .height = LINES_HEIGHT,
     .has = chart_data_has_percentiles,
     .lacks = "fewer than 20 messages",
     .table = chart_data_percentiles},
    {.name = "latency_cdf",
     .title = "Distribution of latency",
     .reading = "The height of a line is the share of messages that had arrived after the time "
                "below it; further left is earlier, steeper is steadier.",
     .absent = "no message arrived",
     .figure = FIGURE_LATENCY_MEAN,
     .height = LINES_HEIGHT,
     .has = chart_data_has_latency,
     .lacks = "no message arrived",
     .table = chart_data_cdf},
    {.name = "latency_over_time",
     .title = "Latency in each second",
     .reading = "A level line is a steady transport; peaks that several transports share point to "
                "the machine.",
     .absent = "messages arrived in fewer than three seconds, which make no line",
     .figure = FIGURE_LATENCY_MEAN,
     .height = TIMELINE_HEIGHT,
     .has = chart_data_has_timeline,
     .lacks = "messages in fewer than three seconds",
     .table = chart_data_timeline},
    {.name = "acknowledgement",
     .title = "How soon does a user know that its message is published?",
     .reading = "The time from when a message was due until the user who wrote it had its "
                "acknowledgement: left the mean, right the 99th percentile. Users write by POST, "
                "or by a frame on the open WebSocket.",
     .absent = "nobody writes in this workload",
     .figure = FIGURE_ACK_MEAN,
     .measures = {{.parts = {FIGURE_ACK_MEAN},
                   .part_count = 1,
                   .whole = FIGURE_ACK_MEAN,
                   .scale = 1e-9,
                   .words = words_duration_ns},
                  {.parts = {FIGURE_ACK_P99},
                   .part_count = 1,
                   .whole = FIGURE_ACK_P99,
                   .scale = 1e-9,
                   .words = words_duration_ns}},
     .measure_count = 2,
     .parts = "acknowledgement",
     .axes = "mean time to the acknowledgement|99th percentile of it",
     .units = "s|s"},
    {.name = "age_of_information",
     .title = "How old is what a user sees?",
     .reading = "The age of the newest message that a user has: left its mean over time, right the "
                "age below which it is for 99 % of the time. Where messages are rare it is high "
                "with any transport, so compare the bars with each other.",
     .absent = "no user saw a message",
     .figure = FIGURE_AGE_MEAN,
     .measures = {{.parts = {FIGURE_AGE_MEAN},
                   .part_count = 1,
                   .whole = FIGURE_AGE_MEAN,
                   .scale = 1e-9,
                   .words = words_duration_ns},
                  {.parts = {FIGURE_AGE_P99},
                   .part_count = 1,
                   .whole = FIGURE_AGE_P99,
                   .scale = 1e-9,
                   .words = words_duration_ns}},
     .measure_count = 2,
     .parts = "age",
     .axes = "mean age|99th percentile of the age",
     .units = "s|s"},
    {.name = "requests_per_message",
     .title = "Requests for each delivered message",
     .reading =
         "The pale part of a bar is requests that were answered without a message. Requests by "
         "which users publish are in the dark part.",
     .absent = "no cell counted requests and delivered messages",
     .figure = FIGURE_USEFUL_PER_MESSAGE,
     .measures = {{.parts = {FIGURE_USEFUL_PER_MESSAGE, FIGURE_EMPTY_PER_MESSAGE},
                   .part_count = 2,
                   .whole = FIGURE_REQUESTS_PER_MESSAGE,
                   .scale = 1,
                   .words = words_number}},
     .measure_count = 1,
     .parts = "with messages, or publishing|empty",
     .axes = "requests per delivered message",
     .units = ""},
    {.name = "wire_bytes_per_message",
     .title = "Bytes on the wire for each delivered message",
     .reading =
         "Both directions together. The darkest part is the message itself, in its compressed "
         "length where compression is on; the rest is the price of carrying it.",
     .absent = "no cell has sockets and delivered messages",
     .figure = FIGURE_TCPIP_PER_MESSAGE,
     .measures = {{.parts = {FIGURE_PAYLOAD_PER_MESSAGE, FIGURE_PROTOCOL_PER_MESSAGE,
                             FIGURE_TLS_PER_MESSAGE, FIGURE_TCPIP_PER_MESSAGE},
                   .part_count = 4,
                   .whole = FIGURE_WIRE_PER_MESSAGE,
                   .scale = 1,
                   .words = words_bytes}},
     .measure_count = 1,
     .parts = "payload|heads and framing|TLS|TCP and IP headers",
     .passed_by = FIGURE_TLS_PER_MESSAGE,
     .axes = "bytes per delivered message",
     .units = "B"},
    {.name = "server_cpu_per_message",
     .title = "Server processor time for each delivered message",
     .reading = "The time of the server's process, kernel included, divided by the messages that "
                "users received. Shorter is cheaper.",
     .absent = "the server's processor time was not measured",
     .figure = FIGURE_CPU_US_PER_MESSAGE,
     .measures = {{.parts = {FIGURE_CPU_US_PER_MESSAGE},
                   .part_count = 1,
                   .whole = FIGURE_CPU_US_PER_MESSAGE,
                   .scale = 1e-6,
                   .words = words_duration_us}},
     .measure_count = 1,
     .parts = "processor time",
     .axes = "server CPU per delivered message",
     .units = "s"},
    {.name = "memory_threads_per_user",
     .title = "Cost of a connected user to the server",
     .reading =
         "Left the memory that the server takes for one more user, right its threads divided "
         "by the users.",
     .absent = "there are too few users, or they connect too fast, to measure the growth with each",
     .figure = FIGURE_MEMORY_PER_USER,
     .measures = {{.parts = {FIGURE_MEMORY_PER_USER},
                   .part_count = 1,
                   .whole = FIGURE_MEMORY_PER_USER,
                   .scale = 1,
                   .words = words_bytes},
                  {.parts = {FIGURE_THREADS_PER_CLIENT},
                   .part_count = 1,
                   .whole = FIGURE_THREADS_PER_CLIENT,
                   .scale = 1,
                   .words = words_number}},
     .measure_count = 2,
     .parts = "cost",
     .axes = "memory per user|threads per user",
     .units = "B|"},
    {.name = "outage",
     .title = "How soon is everybody back, and after how many attempts?",
     .reading = "Left the time after which 99 % of the lost connections were ready again, right "
                "the attempts to connect of all users, over the whole run. More attempts than "
                "users and losses are a herd that keeps itself from coming back.",
     .absent = "no user was ready again after a loss",
     .figure = FIGURE_LIFE_OUTAGE_P99,
     .measures = {{.parts = {FIGURE_LIFE_OUTAGE_P99},
                   .part_count = 1,
                   .whole = FIGURE_LIFE_OUTAGE_P99,
                   .scale = 1e-9,
                   .words = words_duration_ns},
                  {.parts = {FIGURE_CONNECTIONS_ATTEMPTED},
                   .part_count = 1,
                   .whole = FIGURE_CONNECTIONS_ATTEMPTED,
                   .scale = 1,
                   .words = words_number}},
     .measure_count = 2,
     .parts = "outage",
     .axes = "time until 99 % are ready again|attempts to connect",
     .units = "s|"},
    {.name = "idle_per_user_hour",
     .title = "Cost of a user who waits for an hour",
     .reading = "Nothing is published in these cells. The bytes and the server's work are for "
                "keeping connections alive, and for polls that bring nothing.",
     .absent = "messages were published in every cell",
     .figure = FIGURE_IDLE_WIRE_PER_USER_HOUR,
     .measures = {{.parts = {FIGURE_IDLE_WIRE_PER_USER_HOUR},
                   .part_count = 1,
                   .whole = FIGURE_IDLE_WIRE_PER_USER_HOUR,
                   .scale = 1,
                   .words = words_bytes},
                  {.parts = {FIGURE_CPU_MS_PER_USER_HOUR},
                   .part_count = 1,
                   .whole = FIGURE_CPU_MS_PER_USER_HOUR,
                   .scale = 1e-3,
                   .words = words_duration_ms}},
     .measure_count = 2,
     .parts = "cost",
     .axes = "wire bytes per user and hour|server CPU per user and hour",
     .units = "B|s"},
    {.name = "radio",
     .title = "What a phone's radio has to do for a user in an hour",
     .reading =
         "Left how often a packet wakes the radio, right the share of the time that it is on: "
         "it stays on for its tail time after each packet. Both cost energy, and a "
         "transport that never lets the radio sleep has few wake-ups.",
     .absent = "there is no link, or no radio slept",
     .figure = FIGURE_RADIO_WAKEUPS_PER_USER_HOUR,
     .has = chart_data_has_radio_sleep,
     .lacks = "a radio that never slept",
     .measures = {{.parts = {FIGURE_RADIO_WAKEUPS_PER_USER_HOUR},
                   .part_count = 1,
                   .whole = FIGURE_RADIO_WAKEUPS_PER_USER_HOUR,
                   .scale = 1,
                   .words = words_number},
                  {.parts = {FIGURE_RADIO_ON_SHARE},
                   .part_count = 1,
                   .whole = FIGURE_RADIO_ON_SHARE,
                   .scale = 1,
                   .words = words_share}},
     .measure_count = 2,
     .parts = "radio",
     .axes = "wake-ups of the radio per user and hour|share of the time that it is on",
     .units = "|"},
    {.name = NULL},
};

/* The number of texts, which are separated by bars. */
static size_t texts_count(const char *texts) {
  size_t count = 1;
  for (; *texts; texts++)
    count += *texts == '|';
  return count;
}

static void bar_measure_check(const struct chart *chart, const struct bar_measure *measure) {
  CONTRACT_OF(chart->name, measure->part_count > 0 && measure->part_count <= BAR_PARTS_MAX);
  CONTRACT_OF(chart->name, measure->part_count == chart->measures[0].part_count);
  CONTRACT_OF(chart->name, measure->words && measure->scale > 0);
  CONTRACT_OF(chart->name, figure_is_metric(measure->whole));
  for (size_t i = 0; i < measure->part_count; i++)
    CONTRACT_OF(chart->name, figure_is_metric(measure->parts[i]));
}

static bool has_part(const struct bar_measure *measure, enum figure part) {
  size_t i = 0;
  while (i < measure->part_count && measure->parts[i] != part)
    i++;
  return i < measure->part_count;
}

static void bars_check(const struct chart *chart) {
  const struct bar_measure *first = &chart->measures[0];
  CONTRACT_OF(chart->name, chart->parts && chart->axes && chart->units);
  CONTRACT_OF(chart->name, texts_count(chart->parts) == first->part_count);
  CONTRACT_OF(chart->name, texts_count(chart->axes) == chart->measure_count);
  CONTRACT_OF(chart->name, texts_count(chart->units) == chart->measure_count);
  for (size_t i = 0; i < chart->measure_count; i++)
    bar_measure_check(chart, &chart->measures[i]);
  CONTRACT_OF(chart->name, !chart->passed_by || has_part(first, chart->passed_by));
}

static void chart_check(const struct chart *chart) {
  CONTRACT_OF(chart->name, chart->title && chart->reading && chart->absent);
  CONTRACT_OF(chart->name, figure_is_metric(chart->figure));
  CONTRACT_OF(chart->name, (chart->table == NULL) == (chart->measure_count > 0));
  CONTRACT_OF(chart->name, chart->measure_count <= BAR_MEASURES_MAX);
  CONTRACT_OF(chart->name, (chart->has == NULL) == (chart->lacks == NULL));
  if (chart->table)
    CONTRACT_OF(chart->name, chart->height > 0);
  else
    bars_check(chart);
}

void chart_table_check(const struct chart *table) {
  for (const struct chart *chart = table; chart->name; chart++) {
    chart_check(chart);
    for (const struct chart *before = table; before < chart; before++)
      CONTRACT_OF(chart->name, strcmp(before->name, chart->name) != 0);
  }
}
