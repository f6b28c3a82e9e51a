/* Words of searches. */
#include "bench/answers/search_words.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/figure_words.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "common/base/traits.h"

struct words search_value_words(const struct result_searches *searches, double value) {
  if (isnan(value))
    return (struct words){"–"};
  return words_param(result_searches_vary(searches), search_text(&searches->search, value).text);
}

/* Behind the name's engine and transport: "-payload_bytes=64"; "" where there is nothing. */
static const char *other_axes(const struct result_search *search) {
  char own[64];
  snprintf(own, sizeof own, "%s-%s", server_name(search->engine),
           transport_name(search->transport));
  size_t bytes = strlen(own);
  return strncmp(search->name, own, bytes) == 0 && search->name[bytes] ? search->name + bytes + 1
                                                                       : "";
}

struct words search_label(const struct result_search *search) {
  struct words words;
  const char *axes = other_axes(search);
  snprintf(words.text, sizeof words.text, "%s on %s%s%.100s", transport_label(search->transport),
           server_label(search->engine), *axes ? ", " : "", axes);
  return words;
}

struct words search_limits_words(const struct result_searches *searches) {
  const struct search_plan *search = &searches->search;
  struct words words = {""};
  for (size_t i = 0; i < search->limit_count; i++)
    bounded_append(words.text, sizeof words.text, "%s%s %s", i > 0 ? ", " : "",
                   figure_table[search->limits[i].figure].path,
                   limit_words(&search->limits[i].limit, search->limits[i].figure).text);
  return words;
}

size_t search_probes(const struct result_searches *searches, size_t index) {
  size_t count = 0;
  for (size_t i = 0; i < searches->probe_count; i++)
    count += searches->probes[i].search == index && searches->probes[i].result != PROBE_DISTURBED;
  return count;
}

/* The figure of the last probe at the value: "latency_ns.p99 312 ms". */
static struct words measured_words(const struct result_searches *searches, size_t index,
                                   double value) {
  struct words words = {"nothing was measured"};
  for (size_t i = 0; i < searches->probe_count; i++) {
    const struct result_probe *probe = &searches->probes[i];
    if (probe->search == index && probe->value == value && probe->result != PROBE_DISTURBED)
      snprintf(words.text, sizeof words.text, "%s %.60s", figure_table[probe->figure].path,
               isnan(probe->measured) ? "not measured"
                                      : figure_words(probe->figure, probe->measured).text);
  }
  return words;
}

static void gave_out_say(const struct result_search *search, struct search_sentence *out) {
  struct words words;
  if (search->gave_out == EXHAUSTED_KINDS)
    return;
  if (search->gave_out == EXHAUSTED_LIMIT) {
    bounded_append(out->text, sizeof out->text, " Nothing gave out but the limit itself.");
    return;
  }
  snprintf(words.text, sizeof words.text, "%s", exhausted_words(search->gave_out));
  words.text[0] = (char)toupper((unsigned char)words.text[0]);
  bounded_append(out->text, sizeof out->text, " %s gave out first.", words.text);
}

static void found_say(const struct result_searches *searches, const struct result_search *search,
                      struct search_sentence *out) {
  bounded_append(out->text, sizeof out->text, "up to %s; %s are too many (%s sure).",
                 search_value_words(searches, search->held).text,
                 search_value_words(searches, search->failed).text,
                 words_share(search->probability).text);
  gave_out_say(search, out);
}

static void below_say(const struct result_searches *searches, size_t index,
                      struct search_sentence *out) {
  double from = searches->items[index].failed;
  bounded_append(out->text, sizeof out->text,
                 "already the least value, %s, does not hold: %s (limits: %s). Let the search "
                 "begin lower (\"from\").",
                 search_value_words(searches, from).text,
                 measured_words(searches, index, from).text, search_limits_words(searches).text);
  gave_out_say(&searches->items[index], out);
}

static void above_say(const struct result_searches *searches, size_t index,
                      struct search_sentence *out) {
  double to = searches->items[index].held;
  bool files = searches->items[index].outcome == SEARCH_DESCRIPTORS;
  bounded_append(out->text, sizeof out->text, "%s, %s, still holds: %s (limits: %s). %s",
                 files ? "the greatest value that the limit of open files allows"
                       : "the greatest value",
                 search_value_words(searches, to).text, measured_words(searches, index, to).text,
                 search_limits_words(searches).text,
                 files ? "Descriptors gave out first: raise it (ulimit -Hn)."
                       : "Let the search go further (\"to\").");
}

static void generator_say(const struct result_searches *searches,
                          const struct result_search *search, struct search_sentence *out) {
  bounded_append(out->text, sizeof out->text,
                 "cannot tell: at %s the load generator gave out, not the server, so no capacity "
                 "is named.",
                 search_value_words(searches, search->failed).text);
  if (!isnan(search->held))
    bounded_append(out->text, sizeof out->text, " %s hold.",
                   search_value_words(searches, search->held).text);
}

static void unsettled_say(const struct result_searches *searches, size_t index,
                          struct search_sentence *out) {
  const struct result_search *search = &searches->items[index];
  bool over = search->outcome == SEARCH_UNSETTLED;
  bounded_append(out->text, sizeof out->text,
                 "cannot tell: %s %zu probes the answer lies between %s and %s with a probability "
                 "of only %s.",
                 over ? "they contradict one another; after" : "the search was interrupted; after",
                 search_probes(searches, index), search_value_words(searches, search->held).text,
                 search_value_words(searches, search->failed).text,
                 words_share(search->probability).text);
}

struct search_sentence search_sentence(const struct result_searches *searches, size_t index) {
  const struct result_search *search = &searches->items[index];
  struct search_sentence made;
  snprintf(made.text, sizeof made.text, "%s: ", search_label(search).text);
  switch (search->outcome) {
  case SEARCH_FOUND:
    found_say(searches, search, &made);
    break;
  case SEARCH_BELOW:
    below_say(searches, index, &made);
    break;
  case SEARCH_ABOVE:
  case SEARCH_DESCRIPTORS:
    above_say(searches, index, &made);
    break;
  case SEARCH_GENERATOR:
    generator_say(searches, search, &made);
    break;
  case SEARCH_UNSETTLED:
  case SEARCH_INTERRUPTED:
  case SEARCH_OUTCOMES:
    unsettled_say(searches, index, &made);
    break;
  }
  return made;
}

struct words search_answer(const struct result_searches *searches, size_t index) {
  const struct result_search *search = &searches->items[index];
  struct words words = {"cannot tell"};
  if (!isnan(search->capacity))
    return search_value_words(searches, search->capacity);
  if (search->outcome == SEARCH_BELOW)
    snprintf(words.text, sizeof words.text, "below %.100s",
             search_value_words(searches, search->failed).text);
  if (search->outcome == SEARCH_ABOVE)
    snprintf(words.text, sizeof words.text, "above %.100s",
             search_value_words(searches, search->held).text);
  return words;
}
