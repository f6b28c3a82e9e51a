/* The table of a link's parameters, and of named links. */
#include "common/suite/link_options.h"

#include <stddef.h>

#include "common/suite/link_addresses.h"

#define FIELD(name) #name, .offset = offsetof(struct link_options, name)
#define LINK_APPLIES (APPLIES_TRANSPORTS | APPLIES_NETWORK)

#define WAY_ROW(field, most, of_unit, says)                                                   \
  {                                                                                           \
    .name = FIELD(field), .type = OPTION_NUMBER, .minimum = LINK_AS_NAMED, .maximum = (most), \
    .fallback = "-1", .unit = (of_unit), .help = (says), .applies = LINK_APPLIES              \
  }

const struct option link_options_table[] = {
    {.name = FIELD(link),
     .type = OPTION_CHOICE,
     .choices = LINK_CHOICES,
     .fallback = "none",
     .unit = "",
     .help = "the network between server and users: docs/links.md; loopback has no delay",
     .applies = LINK_APPLIES},
    WAY_ROW(delay_ms, 10000, "ms", "time on the way, in either direction; -1: as the link has it"),
    WAY_ROW(delay_up_ms, 10000, "ms", "the same towards the server; -1: as towards the users"),
    WAY_ROW(jitter_ms, 10000, "ms", "the delay varies by so much either way; -1: as the link"),
    WAY_ROW(jitter_up_ms, 10000, "ms", "the same towards the server; -1: as towards the users"),
    WAY_ROW(loss, 1, "", "share of the time that a line is out, 0 to 1; -1: as the link has it"),
    WAY_ROW(loss_up, 1, "", "the same towards the server; -1: as towards the users"),
    WAY_ROW(rate_mbit, 100000, "Mbit/s", "of IP packets; 0: no limit; -1: as the link has it"),
    WAY_ROW(rate_up_mbit, 100000, "Mbit/s", "the same towards the server; -1: as the users'"),
    WAY_ROW(queue_ms, 60000, "ms", "longest wait for the rate; more is dropped; -1: as the link"),
    WAY_ROW(queue_up_ms, 60000, "ms", "the same towards the server; -1: as towards the users"),
    {.name = FIELD(link_share),
     .type = OPTION_CHOICE,
     .choices = LINK_SHARE_CHOICES,
     .fallback = "user",
     .unit = "",
     .help = "each user has a line of its own, as phones have, or all share one, as an office",
     .applies = LINK_APPLIES},
    {.name = FIELD(link_reorders),
     .type = OPTION_SWITCH,
     .fallback = "off",
     .unit = "",
     .help = "a packet may overtake those before it where the delay shrinks",
     .applies = LINK_APPLIES},
    {.name = FIELD(link_seed),
     .type = OPTION_INTEGER,
     .minimum = 0,
     .maximum = 9007199254740991.0,
     .fallback = "1",
     .unit = "",
     .help = "the same seed gives the same outages and delays",
     .applies = LINK_APPLIES},
    {.name = FIELD(radio_tail_ms),
     .type = OPTION_NUMBER,
     .minimum = 0,
     .maximum = 3600000,
     .fallback = "10000",
     .unit = "ms",
     .help = "for so long a phone's radio stays on after a packet",
     .applies = LINK_APPLIES},
    {.name = FIELD(users),
     .type = OPTION_INTEGER,
     .minimum = 1,
     .maximum = LINK_USERS_MAX,
     .fallback = "1000",
     .unit = "users",
     .help = "users that have an address",
     .applies = LINK_APPLIES,
     .process_only = true},
    {.name = FIELD(without_tun),
     .type = OPTION_SWITCH,
     .fallback = "off",
     .unit = "",
     .help = "veth devices, also where TUN devices can be made",
     .applies = LINK_APPLIES,
     .process_only = true},
    {.name = NULL},
};

/* Sources: docs/links.md. */
static const struct link_ways named[LINK_KINDS] = {
    [LINK_NONE] = {.up = {.queue_ms = 100}, .down = {.queue_ms = 100}},
    [LINK_LOOPBACK] = {.up = {.queue_ms = 100}, .down = {.queue_ms = 100}},
    [LINK_LAN] = {.up = {.delay_ms = 0.25, .rate_mbit = 1000, .queue_ms = 50},
                  .down = {.delay_ms = 0.25, .rate_mbit = 1000, .queue_ms = 50}},
    [LINK_WIFI] = {.up = {.delay_ms = 2, .jitter_ms = 1.5, .rate_mbit = 100, .queue_ms = 100},
                   .down = {.delay_ms = 2, .jitter_ms = 1.5, .rate_mbit = 100, .queue_ms = 100}},
    [LINK_CABLE] = {.up = {.delay_ms = 14, .rate_mbit = 1, .queue_ms = 200},
                    .down = {.delay_ms = 14, .rate_mbit = 5, .queue_ms = 200}},
    [LINK_4G] = {.up = {.delay_ms = 85, .jitter_ms = 15, .rate_mbit = 9, .queue_ms = 300},
                 .down = {.delay_ms = 85, .jitter_ms = 15, .rate_mbit = 9, .queue_ms = 300}},
    [LINK_3G] = {.up = {.delay_ms = 150, .jitter_ms = 30, .rate_mbit = 0.768, .queue_ms = 500},
                 .down = {.delay_ms = 150, .jitter_ms = 30, .rate_mbit = 1.6, .queue_ms = 500}},
    [LINK_SATELLITE] = {.up = {.delay_ms = 279, .rate_mbit = 3, .queue_ms = 500},
                        .down = {.delay_ms = 279, .rate_mbit = 25, .queue_ms = 500}},
    [LINK_LOSSY] = {.up = {.delay_ms = 50, .loss = 0.02, .queue_ms = 200},
                    .down = {.delay_ms = 50, .loss = 0.02, .queue_ms = 200}},
};

bool link_is_there(const struct link_options *options) {
  const double given[] = {options->delay_ms,     options->delay_up_ms, options->jitter_ms,
                          options->jitter_up_ms, options->loss,        options->loss_up,
                          options->rate_mbit,    options->rate_up_mbit};
  bool is_there = options->link != LINK_NONE;
  for (size_t i = 0; i < sizeof given / sizeof *given; i++)
    is_there = is_there || given[i] >= 0;
  return is_there;
}

static double chosen(double value, double other) {
  return value >= 0 ? value : other;
}

struct link_ways link_ways_of(const struct link_options *options) {
  const struct link_ways *base = &named[options->link];
  const struct link_way *up = &base->up, *down = &base->down;
  return (struct link_ways){
      .down = {.delay_ms = chosen(options->delay_ms, down->delay_ms),
               .jitter_ms = chosen(options->jitter_ms, down->jitter_ms),
               .loss = chosen(options->loss, down->loss),
               .rate_mbit = chosen(options->rate_mbit, down->rate_mbit),
               .queue_ms = chosen(options->queue_ms, down->queue_ms)},
      .up = {.delay_ms = chosen(options->delay_up_ms, chosen(options->delay_ms, up->delay_ms)),
             .jitter_ms = chosen(options->jitter_up_ms, chosen(options->jitter_ms, up->jitter_ms)),
             .loss = chosen(options->loss_up, chosen(options->loss, up->loss)),
             .rate_mbit = chosen(options->rate_up_mbit, chosen(options->rate_mbit, up->rate_mbit)),
             .queue_ms = chosen(options->queue_up_ms, chosen(options->queue_ms, up->queue_ms))}};
}

/* A packet of 1,500 bytes. */
static double packet_ms(const struct link_way *way) {
  return way->rate_mbit > 0 ? 1500 * 8 / (way->rate_mbit * 1000) : 0;
}

static enum status way_check(const struct link_way *way, const char *of, struct error *error) {
  if (way->jitter_ms > way->delay_ms)
    return error_set(error, STATUS_USAGE,
                     "jitter%s_ms is %g ms, but delay%s_ms only %g: a delay cannot be below 0", of,
                     way->jitter_ms, of, way->delay_ms);
  if (way->rate_mbit > 0 && way->queue_ms < packet_ms(way))
    return error_set(error, STATUS_USAGE,
                     "queue%s_ms is %g ms, but at %g Mbit/s one packet takes %.3g ms: the queue "
                     "must hold that",
                     of, way->queue_ms, way->rate_mbit, packet_ms(way));
  return STATUS_OK;
}

enum status link_check(const struct link_options *options, struct error *error) {
  const struct link_ways ways = link_ways_of(options);
  enum status status = way_check(&ways.down, "", error);
  return status == STATUS_OK ? way_check(&ways.up, "_up", error) : status;
}
