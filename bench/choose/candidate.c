/* Estimates candidates. */
#include "bench/choose/candidate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/choose/wire_estimate.h"
#include "bench/judge/closed_form.h"
#include "common/base/traits.h"

/* The model's bytes and requests agree with measured ones to this share (bench/judge/model.h). */
static const double model_share = 0.05;

/* Where heartbeats are this share of what is sent, or less, theirs may be taken for the time of a
 * message. */
static const double beats_share_most = 0.1;

static const double seconds_per_month = 730 * 3600, hours_per_month = 730;

static struct closed_load load_of(const struct user_case *its, const struct candidate *candidate,
                                  bool idle) {
  return (struct closed_load){
      .transport = candidate->transport,
      .messages_per_s = idle ? 0 : its->messages_per_user_minute / 60,
      .interval_s = candidate->setting_s,
      .hold_s = candidate->setting_s,
      .beat_s = candidate->setting_s,
      .rtt_s = its->rtt_ms / 1e3,
      .loss = its->loss,
  };
}

/* ---- latency ---- */

static enum in_time in_time_of(struct estimate latency_s, double budget_s) {
  if (latency_s.low > budget_s)
    return IN_TIME_NO;
  return latency_s.high <= budget_s ? IN_TIME_YES : IN_TIME_UNKNOWN;
}

static void latency_estimate(struct candidate *candidate, const struct user_case *its) {
  struct closed_load load = load_of(its, candidate, false);
  double quantile = case_quantile(its->percentile);
  const struct estimate *software = &candidate->measured->software_s;
  candidate->network_s =
      isnan(quantile) ? closed_latency_mean_s(&load) : closed_latency_quantile_s(&load, quantile);
  double least_s = load.rtt_s / 2; /* what was measured over another network may be less */
  candidate->latency_s = (struct estimate){
      isnan(software->value) ? NAN : fmax(least_s, candidate->network_s + software->value),
      fmax(least_s, candidate->network_s + (isnan(software->low) ? 0 : software->low)),
      fmax(least_s, candidate->network_s + (isnan(software->high) ? INFINITY : software->high)),
  };
  candidate->in_time = in_time_of(candidate->latency_s, its->budget_ms / 1e3);
}

/* ---- rates ---- */

/* Asks, as the processor's costs were fitted. */
static double asks_of(int transport, const struct closed_rates *rates) {
  return transport_traits[transport].polls ? rates->requests_per_s : rates->beats_per_s;
}

static struct estimate cpu_of(struct candidate *candidate, const struct closed_load *load) {
  const struct cost_fit *fit = &candidate->measured->cpu;
  struct closed_rates rates = closed_rates_of(load);
  double messages = load->messages_per_s, asks = asks_of(load->transport, &rates);
  double cpu = cost_fit_at(fit, messages, asks);
  bool few_beats = !transport_traits[load->transport].polls && messages > 0 &&
                   asks <= beats_share_most * (messages + asks);
  if (isnan(cpu) && few_beats) {
    candidate->beats_as_messages = true;
    cpu = cost_fit_at(fit, messages + asks, 0);
  } else if (!cost_fit_covers(fit, messages, asks)) {
    candidate->cpu_covered = false;
  }
  return (struct estimate){cpu, cpu * fit->low, cpu * fit->high};
}

static struct candidate_rates rates_of(struct candidate *candidate, const struct user_case *its,
                                       bool idle) {
  struct closed_load load = load_of(its, candidate, idle);
  struct closed_rates rates = closed_rates_of(&load);
  struct closed_wire wire = wire_estimate_of(its, &load);
  candidate->text_bytes = wire.text_bytes;
  if (!idle)
    candidate->segments = wire.segments;
  return (struct candidate_rates){
      .up_bytes = estimate_within(wire.up_per_s, model_share),
      .down_bytes = estimate_within(wire.down_per_s, model_share),
      .requests = estimate_within(rates.requests_per_s, model_share),
      .messages = load.messages_per_s,
      .beats = rates.beats_per_s,
      .cpu_s = cpu_of(candidate, &load),
  };
}

/* One of the two may have a share of 0, and then counts for nothing even where it is not known. */
static struct estimate mixed(struct estimate active, struct estimate idle, double idle_share) {
  if (idle_share <= 0)
    return active;
  if (idle_share >= 1)
    return idle;
  return estimate_sum(estimate_scaled(active, 1 - idle_share), estimate_scaled(idle, idle_share));
}

static void rates_estimate(struct candidate *candidate, const struct user_case *its) {
  double share = its->idle_share;
  candidate->cpu_covered = true;
  struct candidate_rates active =
      share < 1 ? rates_of(candidate, its, false) : (struct candidate_rates){.messages = 0};
  struct candidate_rates idle =
      share > 0 ? rates_of(candidate, its, true) : (struct candidate_rates){.messages = 0};
  candidate->rates = (struct candidate_rates){
      .up_bytes = mixed(active.up_bytes, idle.up_bytes, share),
      .down_bytes = mixed(active.down_bytes, idle.down_bytes, share),
      .requests = mixed(active.requests, idle.requests, share),
      .messages = (1 - share) * active.messages,
      .beats = (1 - share) * active.beats + share * idle.beats,
      .cpu_s = mixed(active.cpu_s, idle.cpu_s, share),
  };
}

struct candidate candidate_of(const struct user_case *its, const struct measured *measured,
                              int transport, double setting_s) {
  struct candidate candidate = {.transport = transport,
                                .setting_s = setting_s,
                                .measured = measured,
                                .memory_bytes = measured->memory_bytes};
  latency_estimate(&candidate, its);
  rates_estimate(&candidate, its);
  return candidate;
}

double candidate_latency_s(const struct candidate *candidate) {
  const struct estimate *latency = &candidate->latency_s;
  if (!isnan(latency->value))
    return latency->value;
  return isfinite(latency->high) ? latency->high : NAN;
}

struct words candidate_words(const struct candidate *candidate) {
  const struct transport_traits *traits = &transport_traits[candidate->transport];
  struct words words, setting = words_duration_ns(candidate->setting_s * 1e9);
  if (candidate->setting_s == round(candidate->setting_s))
    snprintf(setting.text, sizeof setting.text, "%.0f s", candidate->setting_s);
  if (traits->scheduled)
    snprintf(words.text, sizeof words.text, "short polls every %.40s", setting.text);
  else if (traits->holds)
    snprintf(words.text, sizeof words.text, "long polls held for %.40s", setting.text);
  else if (candidate->setting_s > 0)
    snprintf(words.text, sizeof words.text, "%s with a %s every %.40s", traits->label,
             traits->framed ? "ping" : "comment", setting.text);
  else
    snprintf(words.text, sizeof words.text, "%s without heartbeat", traits->label);
  return words;
}

/* ---- projections ---- */

/* The part of the bill that lies at the low or the high end of each quantity. */
enum end { END_LOW, END_VALUE, END_HIGH };

static double end_of(struct estimate estimate, enum end end) {
  return end == END_LOW ? estimate.low : end == END_HIGH ? estimate.high : estimate.value;
}

static double bill_of(const struct candidate *candidate, const struct prices *prices,
                      const struct projection *projection, enum end end) {
  double gb = seconds_per_month / 1e9;
  const struct usage usage = {
      .quantities =
          {
              [PRICE_GB_OUT] = end_of(projection->down_bytes_per_s, end) * gb,
              [PRICE_GB_IN] = end_of(projection->up_bytes_per_s, end) * gb,
              [PRICE_MILLION_REQUESTS] =
                  end_of(projection->requests_per_s, end) * seconds_per_month / 1e6,
              [PRICE_MILLION_MESSAGES] =
                  candidate->rates.messages * projection->users * seconds_per_month / 1e6,
              [PRICE_MILLION_CONNECTION_MINUTES] = projection->users * seconds_per_month / 60 / 1e6,
              [PRICE_CORE_HOUR] = end_of(projection->cores, end) * hours_per_month,
          },
      .text_bytes = candidate->text_bytes,
  };
  return prices_bill(prices, candidate->transport, &usage);
}

/* `messages` are those of one user each second. */
static bool is_beyond(const struct measured *measured, double users, double messages) {
  return measured->cells == 0 || users > measured->users_most ||
         users * messages > measured->messages_per_s_most;
}

struct projection candidate_project(const struct candidate *candidate, const struct prices *prices,
                                    double users) {
  const struct candidate_rates *rates = &candidate->rates;
  struct estimate bytes = estimate_sum(rates->up_bytes, rates->down_bytes);
  struct projection projection = {
      .users = users,
      .up_bytes_per_s = estimate_scaled(rates->up_bytes, users),
      .down_bytes_per_s = estimate_scaled(rates->down_bytes, users),
      .requests_per_s = estimate_scaled(rates->requests, users),
      .cores = estimate_scaled(rates->cpu_s, users),
      .memory_bytes = estimate_scaled(candidate->memory_bytes, users),
      .gb_per_month = estimate_scaled(bytes, users * seconds_per_month / 1e9),
      .bill = ESTIMATE_UNKNOWN,
      .beyond = is_beyond(candidate->measured, users, rates->messages),
  };
  if (prices)
    projection.bill = (struct estimate){bill_of(candidate, prices, &projection, END_VALUE),
                                        bill_of(candidate, prices, &projection, END_LOW),
                                        bill_of(candidate, prices, &projection, END_HIGH)};
  return projection;
}

struct estimate projection_cost(const struct projection *projection, enum case_currency currency) {
  switch (currency) {
  case CURRENCY_MONEY:
    return projection->bill;
  case CURRENCY_BYTES:
    return estimate_sum(projection->up_bytes_per_s, projection->down_bytes_per_s);
  case CURRENCY_REQUESTS:
    return projection->requests_per_s;
  case CURRENCY_CPU:
    return projection->cores;
  case CURRENCY_MEMORY:
    return projection->memory_bytes;
  case CURRENCIES:
    break;
  }
  return ESTIMATE_UNKNOWN;
}
