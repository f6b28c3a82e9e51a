/* Builds the sentences on the sources and their limits. */
#include "bench/choose/choice_doubts.h"

#include <math.h>
#include <string.h>

#include "bench/answers/conclude.h"
#include "bench/choose/choice_table.h"
#include "bench/plan/user_case.h"

/* Messages within so large a factor cost the processor about the same. */
static const double payload_alike = 4;

/* ---- how sure ---- */

static void lead_say(const struct choice *choice, struct conclusions *out) {
  const struct cheapest *cheapest = &choice->cheapest[choice->currency];
  if (cheapest->next == CHOICE_NONE)
    return;
  double best = choice_cost(choice, (size_t)cheapest->best, choice->currency).value;
  double next = choice_cost(choice, (size_t)cheapest->next, choice->currency).value;
  struct words other = candidate_words(&choice->candidates[cheapest->next]);
  if (cheapest->sure)
    conclude(out,
             "The lead is beyond what the estimates leave open: the next transport%s, %s, costs "
             "more in any case.",
             cheapest->unknown > 0 ? " whose cost is known" : "", other.text);
  else if (best > 0)
    conclude(out,
             "Cannot tell them apart: the next transport, %s, costs %s as much, and the "
             "estimates leave that much open. Either will do.",
             other.text, words_times(next / best).text);
  else if (next == best)
    conclude(out, "%s costs the same in %s; fewer bytes decide.", text_sentence(other.text).text,
             currency_words(choice->currency));
}

static void processor_say(const struct candidate *candidate, struct conclusions *out) {
  const struct measured *measured = candidate->measured;
  if (isnan(candidate->rates.cpu_s.value)) {
    conclude(out, "Cannot tell the processor time: %s.",
             measured->cells == 0 ? "no run has such cells"
                                  : "no run has what a heartbeat or an idle user costs");
    return;
  }
  bool one_number = measured->users_least == measured->users_most;
  conclude(
      out,
      "Processor time rests on %zu measured %s with %s%s%s users; their repeats lie between %s "
      "and %s of it.",
      measured->cpu.rows, word_for((double)measured->cpu.rows, "cell", "cells"),
      one_number ? "" : users_words(measured->users_least).text, one_number ? "" : " to ",
      users_words(measured->users_most).text, words_times(measured->cpu.low).text,
      words_times(measured->cpu.high).text);
}

/* In what the case differs from the cells that its costs are taken from. */
static void cells_say(const struct choice *choice, const struct candidate *candidate,
                      struct conclusions *out) {
  const struct measured *measured = candidate->measured;
  double payload = (double)choice->its->payload_bytes;
  if (!candidate->cpu_covered)
    conclude(out,
             "That mix of messages and requests, or heartbeats, was not measured: its processor "
             "time is extrapolated.");
  if (candidate->beats_as_messages)
    conclude(out,
             "What a heartbeat costs the processor was not measured; it is taken as a message. "
             "There are few of them.");
  if (measured->other_headers)
    conclude(out,
             "The measured cells have other headers, which cost the processor something else.");
  if (payload > payload_alike * measured->payload_most_bytes ||
      payload * payload_alike < measured->payload_least_bytes)
    conclude(out,
             "Messages of %s were not measured: their processor time is taken as that of messages "
             "of %s to %s.",
             words_bytes(payload).text, words_bytes(measured->payload_least_bytes).text,
             words_bytes(measured->payload_most_bytes).text);
}

/* How far one server was loaded. */
static void load_say(const struct choice *choice, const struct candidate *candidate,
                     struct conclusions *out) {
  const struct measured *measured = candidate->measured;
  double users = (double)choice->its->users, on_one = fmin(users, measured->users_most);
  double messages = on_one * candidate->rates.messages;
  if (measured->cells == 0)
    return;
  if (users > measured->users_most)
    conclude(out,
             "No more than %s users were measured on one server: beyond that the answer takes "
             "more servers, each as loaded as the measured one.",
             users_words(measured->users_most).text);
  if (messages > measured->messages_per_s_most)
    conclude(out,
             "A server with %s of these users sends %s messages a second; those that were measured "
             "sent %s at most: cannot tell whether it does so in time.",
             users_words(on_one).text, words_number(messages).text,
             words_number(measured->messages_per_s_most).text);
}

/* "170 ms", "150 ms to 180 ms" */
static struct words span_words(double least, double most, struct words (*words)(double value)) {
  struct words span;
  if (least == most)
    return words(least);
  snprintf(span.text, sizeof span.text, "%.40s to %.40s", words(least).text, words(most).text);
  return span;
}

/* The latency was measured over a network that is about the case's. */
static void network_say(const struct candidate *candidate, struct conclusions *out) {
  const struct measured *measured = candidate->measured;
  const struct measured_networks *like = &measured->like;
  double beyond_s = measured->software_s.value;
  conclude(
      out,
      "The latency was measured over such a network: %zu %s with a round trip of %s and a loss "
      "of %s.",
      like->cells, word_for((double)like->cells, "cell", "cells"),
      span_words(like->rtt_least_s * 1e9, like->rtt_most_s * 1e9, words_duration_ns).text,
      span_words(like->loss_least, like->loss_most, words_share).text);
  if (isnan(beyond_s))
    conclude(out,
             "They have too few messages for that percentile, which lies between their median and "
             "their greatest latency.");
  else
    conclude(out, "They differ from the model by %s, which has %s for the case.",
             words_difference_ns(beyond_s * 1e9).text,
             words_duration_ns(candidate->network_s * 1e9).text);
}

static void latency_say(const struct candidate *candidate, struct conclusions *out) {
  const struct estimate *software = &candidate->measured->software_s;
  if (candidate->measured->other_network)
    conclude(out, "The cells were measured over another network: the model's latency for that was "
                  "taken off theirs, and the case's put in its place.");
  if (candidate->measured->like.cells > 0)
    network_say(candidate, out);
  else if (isnan(software->high))
    conclude(out, "The software's own part of the latency was not measured.");
  else if (isnan(software->value))
    conclude(out,
             "The cells have too few messages for that percentile: the software's part of the "
             "latency is taken at its greatest, %s.",
             words_duration_ns(software->high * 1e9).text);
  else if (software->value == 0)
    conclude(out,
             "The latency is that of network and wait by the model; the software's part was too "
             "small to be seen.");
  else
    conclude(out,
             "Of the latency %s are network and wait by the model, and %s the software's, as in "
             "the slowest of the cells.",
             words_duration_ns(candidate->network_s * 1e9).text,
             words_duration_ns(software->value * 1e9).text);
  if (candidate->segments > 1)
    conclude(out, "A message is longer than a segment, so that its acknowledgements are a guess.");
}

static void evidence_say(const struct choice *choice, struct conclusions *out) {
  const struct evidence *evidence = choice->evidence;
  const struct results *first = &evidence->runs[0];
  const char *cpu = "an unknown processor";
  for (size_t i = 0; i < first->machine.count; i++)
    if (strcmp(first->machine.items[i].name, "cpu") == 0)
      cpu = first->machine.items[i].text;
  if (evidence->reference) {
    conclude(out,
             "Measured: the %zu runs that come with pushbench (results/reference), on %s. "
             "`pushbench run costs` measures your machine, whose times differ.",
             evidence->count, cpu);
    return;
  }
  struct text folders = {""};
  for (size_t i = 0; i < evidence->count; i++)
    text_list(&folders, i, evidence->count, evidence->folders[i].text);
  conclude(out, "Measured: %s, on %s.", folders.text, cpu);
}

void choice_doubts_say(const struct choice *choice, struct conclusions *out) {
  conclude(out, "Bytes and requests are those of the closed-form model, which measured ones agree "
                "with to 5 %%.");
  if (choice->answer != CHOICE_NONE) {
    const struct candidate *candidate = &choice->candidates[choice->answer];
    lead_say(choice, out);
    latency_say(candidate, out);
    processor_say(candidate, out);
    cells_say(choice, candidate, out);
    load_say(choice, candidate, out);
  }
  evidence_say(choice, out);
}

/* ---- assumptions ---- */

static void prices_say(const struct choice *choice, struct conclusions *out) {
  const struct prices *prices = choice->prices;
  if (!prices)
    return;
  conclude(out, "Prices: %s, of %s to %s%s. %s", prices->name, prices_oldest(prices),
           prices_newest(prices),
           prices->example ? ", an example: replace it by your own (--prices)" : "",
           prices->note ? prices->note : "");
}

void choice_assumptions_say(const struct choice *choice, struct conclusions *out) {
  const struct user_case *its = choice->its;
  conclude(out,
           "Messages come at random, %s a minute to each user%s; a text is %s, its envelope "
           "included.",
           words_number(its->messages_per_user_minute).text,
           its->idle_share > 0 ? " who is not idle" : "",
           choice->count > 0 ? words_bytes(choice->candidates[0].text_bytes).text : "–");
  if (its->rtt_ms == 0)
    conclude(out, "There is no network between server and users (rtt_ms 0).");
  else
    conclude(
        out,
        "The network takes %s there and back%s%s; congestion, proxies and lost connections are "
        "not in it.",
        words_duration_ms(its->rtt_ms).text, its->loss > 0 ? ", and loses " : "",
        its->loss > 0 ? words_share(its->loss).text : "");
  conclude(out, "Connections stay open: handshakes, TLS's among them, are not in it.");
  conclude(out, "A projection multiplies a user's costs. Balancers, and what carries messages from "
                "one server to another, are not in it; cores are those of the measured machine.");
  conclude(out,
           "Memory is the server process's own; the kernel's for sockets is apart. A month has "
           "730 hours.");
  prices_say(choice, out);
}
