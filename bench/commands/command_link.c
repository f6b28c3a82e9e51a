/* pushbench link: the network between a server and its users. */
#include "bench/commands/command_table.h"
#include "bench/link/link.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "common/suite/link_options.h"

static uint64_t ns_of_ms(double ms) {
  return whole_of(ms * (double)NS_PER_MS);
}

static struct line_settings line_settings_of(const struct link_way *way, bool reorders) {
  return (struct line_settings){.delay_ns = ns_of_ms(way->delay_ms),
                                .jitter_ns = ns_of_ms(way->jitter_ms),
                                .loss = way->loss,
                                .rate_bits_per_s = whole_of(way->rate_mbit * 1e6),
                                .queue_ns = ns_of_ms(way->queue_ms),
                                .reorders = reorders};
}

static struct link_request request_of(const struct link_options *options) {
  const struct link_ways ways = link_ways_of(options);
  return (struct link_request){
      .settings = {.directions = {[LINK_UP] = line_settings_of(&ways.up, options->link_reorders),
                                  [LINK_DOWN] =
                                      line_settings_of(&ways.down, options->link_reorders)},
                   .seed = (uint64_t)options->link_seed,
                   .users = (uint32_t)options->users,
                   .radio_tail_ns = ns_of_ms(options->radio_tail_ms),
                   .shared = options->link_share == LINK_SHARE_ALL},
      .without_tun = options->without_tun};
}

static enum status link_from(int argc, char *const *argv, struct error *error) {
  struct link_options options;
  enum options_asked asked = OPTIONS_ASKED_RUN;
  enum status status = options_defaults(link_options_table, &options, error);
  if (status == STATUS_OK)
    status = options_parse(link_options_table, &options, argc - 1, argv + 1, &asked, error);
  if (status == STATUS_OK)
    status = link_check(&options, error);
  if (status != STATUS_OK)
    return status;
  if (asked != OPTIONS_ASKED_RUN) {
    options_help(link_options_table, stdout);
    return STATUS_OK;
  }
  const struct link_request request = request_of(&options);
  return link_run(&request, error);
}

const struct manual_command command_link = {
    .name = "link",
    .arguments = "[--link NAME] [--delay-ms N] [--users N]...",
    .text = "joins two network namespaces by a line with delay, jitter, loss and a rate for each\n"
            "user (docs/links.md), and prints a line of JSON by which programs enter them.\n"
            "Ctrl-C ends it. `pushbench run` starts it by itself where an experiment has a link.",
    .run = link_from};
