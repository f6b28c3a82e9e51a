/* Builds the sentences of the answer, and of its reasons. */
#include "bench/choose/choice_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/answers/conclude.h"
#include "bench/choose/choice_doubts.h"
#include "bench/choose/choice_table.h"
#include "common/base/traits.h"

static const struct candidate *candidate_at(const struct choice *choice, int index) {
  return &choice->candidates[index];
}

static struct words budget_words(const struct choice *choice) {
  return words_duration_ms(choice->its->budget_ms);
}

static struct words own_cost(const struct choice *choice, int index, enum case_currency currency) {
  struct words words =
      cost_words(choice, currency, choice_cost(choice, (size_t)index, currency).value);
  size_t used = strlen(words.text);
  if (currency == CURRENCY_MONEY)
    snprintf(words.text + used, sizeof words.text - used, " a month");
  return words;
}

/* "99 % of the messages come within 42.1 ms", "messages come 42.1 ms late on average". */
static struct words lateness(const struct choice *choice, int index) {
  double latency_s = candidate_latency_s(candidate_at(choice, index));
  struct words words, late = words_duration_ns(latency_s * 1e9);
  if (choice->its->percentile == CASE_MEAN)
    snprintf(words.text, sizeof words.text, "messages come %.60s late on average", late.text);
  else
    snprintf(words.text, sizeof words.text, "%.40s come within %.60s",
             case_percentile_words(choice->its->percentile), late.text);
  return words;
}

/* ---- the answer ---- */

static bool is_only_one(const struct choice *choice) {
  const struct cheapest *cheapest = &choice->cheapest[choice->currency];
  return cheapest->next == CHOICE_NONE && cheapest->unknown == 0;
}

static void answer_say(const struct choice *choice, struct conclusions *out) {
  struct text text = {""};
  text_add(&text, "Use %s: %s, where %s are allowed, and ",
           candidate_words(candidate_at(choice, choice->answer)).text,
           lateness(choice, choice->answer).text, budget_words(choice).text);
  if (is_only_one(choice))
    text_add(&text, "no other transport is in time");
  else
    text_add(&text, "nothing in time%s costs less in %s",
             choice->cheapest[choice->currency].unknown > 0 ? " whose cost is known" : "",
             currency_words(choice->currency));
  conclude(out, "%s (%s for %s users).", text.text,
           own_cost(choice, choice->answer, choice->currency).text,
           users_words((double)choice->its->users).text);
  if ((int)choice->currency != choice->its->cheapest_in)
    conclude(out, "Cannot tell what any of those in time costs in %s, so that bytes decide.",
             currency_words((enum case_currency)choice->its->cheapest_in));
}

/* The candidate with the least latency that is possible; CHOICE_NONE without candidates. */
static int fastest_of(const struct choice *choice, int transport) {
  int fastest = CHOICE_NONE;
  for (size_t i = 0; i < choice->count; i++)
    if ((transport < 0 || choice->candidates[i].transport == transport) &&
        (fastest == CHOICE_NONE ||
         choice->candidates[i].latency_s.low < candidate_at(choice, fastest)->latency_s.low))
      fastest = (int)i;
  return fastest;
}

static void no_answer_say(const struct choice *choice, struct conclusions *out) {
  struct text text = {""};
  size_t unknown = 0, listed = 0;
  for (size_t i = 0; i < choice->count; i++)
    unknown += choice->candidates[i].in_time == IN_TIME_UNKNOWN;
  for (size_t i = 0; i < choice->count; i++)
    if (choice->candidates[i].in_time == IN_TIME_UNKNOWN)
      text_list(&text, listed++, unknown, candidate_words(&choice->candidates[i]).text);
  int fastest = fastest_of(choice, -1);
  if (unknown > 0)
    conclude(out, "Cannot tell: nothing is known to come within %s; %s may.",
             budget_words(choice).text, text.text);
  else if (fastest != CHOICE_NONE)
    conclude(out, "None of them is in time: with the fastest, %s, %s, and %s are allowed.",
             candidate_words(candidate_at(choice, fastest)).text, lateness(choice, fastest).text,
             budget_words(choice).text);
}

/* ---- why ---- */

/* A transport of which no candidate is known to be in time and to have a cost. */
static void transport_left_out(const struct choice *choice, int transport,
                               struct conclusions *out) {
  int fastest = fastest_of(choice, transport);
  if (fastest == CHOICE_NONE)
    return;
  struct text name = text_sentence(candidate_words(candidate_at(choice, fastest)).text);
  const struct candidate *candidate = candidate_at(choice, fastest);
  if (candidate->in_time == IN_TIME_NO)
    conclude(out, "Too late: with %s, the fastest of the kind, %s.",
             candidate_words(candidate).text, lateness(choice, fastest).text);
  else if (candidate->in_time == IN_TIME_UNKNOWN)
    conclude(out,
             "%s: cannot tell whether it is in time (%s at least, by the model); it was not "
             "measured well enough.",
             name.text, words_duration_ns(candidate->latency_s.low * 1e9).text);
  else
    conclude(out, "%s: in time, but its cost in %s is not known%s.", name.text,
             currency_words(choice->currency),
             choice->currency == CURRENCY_MONEY
                 ? " (it is not offered, or its processor time was not measured)"
                 : "");
}

static void others_say(const struct choice *choice, struct conclusions *out) {
  double least = choice_cost(choice, (size_t)choice->answer, choice->currency).value;
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    int other = choice_of_transport(choice, transport);
    if (transport == candidate_at(choice, choice->answer)->transport)
      continue;
    if (other == CHOICE_NONE) {
      transport_left_out(choice, transport, out);
      continue;
    }
    double cost = choice_cost(choice, (size_t)other, choice->currency).value;
    struct text name = text_sentence(candidate_words(candidate_at(choice, other)).text);
    if (least > 0)
      conclude(out, "%s: in time, at %s the cost (%s).", name.text, words_times(cost / least).text,
               own_cost(choice, other, choice->currency).text);
    else
      conclude(out, "%s: in time, at %s.", name.text,
               own_cost(choice, other, choice->currency).text);
  }
}

static void currencies_say(const struct choice *choice, struct conclusions *out) {
  struct text text = {""};
  for (int i = 0; i < CURRENCIES; i++) {
    enum case_currency currency = (enum case_currency)i;
    const struct cheapest *cheapest = &choice->cheapest[i];
    text_add(&text, "%s in %s ", i > 0 ? ";" : "", currency_words(currency));
    if (cheapest->best == CHOICE_NONE)
      text_add(&text, "cannot tell");
    else
      text_add(&text, "%s (%s)%s", candidate_words(candidate_at(choice, cheapest->best)).text,
               own_cost(choice, cheapest->best, currency).text,
               cheapest->unknown > 0 ? " of those whose cost is known" : "");
  }
  conclude(out, "Cheapest of those in time:%s.", text.text);
}

static void front_say(const struct choice *choice, const bool *front, enum case_currency currency,
                      struct conclusions *out) {
  struct text text = {""};
  size_t count = 0, listed = 0;
  double users = (double)choice->its->users;
  for (size_t i = 0; i < choice->count; i++)
    count += front[i];
  for (size_t i = 0; i < choice->count; i++) {
    double cost = choice_cost(choice, i, currency).value / users;
    struct text item = {""};
    if (!front[i])
      continue;
    text_add(&item, "%s (%s, %s/s)", candidate_words(&choice->candidates[i]).text,
             latency_words(&choice->candidates[i]).text,
             currency == CURRENCY_CPU ? words_duration_us(cost * 1e6).text
                                      : words_bytes(cost).text);
    text_list(&text, listed++, count, item.text);
  }
  if (count > 0)
    conclude(out,
             "No other setting is both as fast and takes as little %s as one of these, for each "
             "user: %s.",
             currency == CURRENCY_CPU ? "processor time" : "of the wire", text.text);
}

void choice_words_make(const struct choice *choice, struct choice_words *out) {
  if (choice->answer == CHOICE_NONE) {
    no_answer_say(choice, &out->answer);
    for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
      transport_left_out(choice, transport, &out->why);
  } else {
    answer_say(choice, &out->answer);
    others_say(choice, &out->why);
    currencies_say(choice, &out->why);
  }
  front_say(choice, choice->on_bytes_front, CURRENCY_BYTES, &out->why);
  front_say(choice, choice->on_cpu_front, CURRENCY_CPU, &out->why);
  choice_doubts_say(choice, &out->sure);
  choice_assumptions_say(choice, &out->assumptions);
}
