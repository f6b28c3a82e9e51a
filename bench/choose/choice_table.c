/* Words the rows. */
#include "bench/choose/choice_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/results/table_file.h"
#include "common/base/traits.h"
#include "common/stats/sorting.h"

const char *const choice_titles[CHOICE_COLUMNS] = {
    "transport",          "latency",       "in time",          "wire of a user",
    "requests of a user", "CPU of a user", "memory of a user", "money a month"};

const char *const projection_titles[PROJECTION_COLUMNS] = {
    "users",  "transport",       "wire",          "requests",      "cores",
    "memory", "traffic a month", "money a month", "users measured"};

const char *currency_words(enum case_currency currency) {
  static const char *const names[CURRENCIES] = {[CURRENCY_MONEY] = "money",
                                                [CURRENCY_BYTES] = "bytes",
                                                [CURRENCY_REQUESTS] = "requests",
                                                [CURRENCY_CPU] = "processor time",
                                                [CURRENCY_MEMORY] = "memory"};
  return names[currency];
}

const char *in_time_name(enum in_time in_time) {
  static const char *const names[] = {
      [IN_TIME_YES] = "yes", [IN_TIME_NO] = "no", [IN_TIME_UNKNOWN] = "unknown"};
  return names[in_time];
}

/* The words with a unit behind them; "–" alone where there is no value. */
static struct words with_unit(struct words words, double value, const char *unit) {
  size_t used = strlen(words.text);
  if (!isnan(value))
    snprintf(words.text + used, sizeof words.text - used, "%s", unit);
  return words;
}

struct words users_words(double users) {
  return users < 1e4 ? words_count(users) : words_number(users);
}

struct words cost_words(const struct choice *choice, enum case_currency currency, double cost) {
  struct words words = words_number(cost);
  switch (currency) {
  case CURRENCY_MONEY:
    words = with_unit(words, cost, " ");
    return with_unit(words, cost, choice->prices ? choice->prices->currency : "");
  case CURRENCY_BYTES:
    return with_unit(words_bytes(cost), cost, "/s");
  case CURRENCY_REQUESTS:
    return with_unit(words, cost, " requests/s");
  case CURRENCY_CPU:
    return with_unit(words, cost, " cores");
  case CURRENCY_MEMORY:
  case CURRENCIES:
    break;
  }
  return words_bytes(cost);
}

struct words latency_words(const struct candidate *candidate) {
  const struct estimate *latency = &candidate->latency_s;
  bool bounded = isnan(latency->value), at_most = isfinite(latency->high);
  double shown = !bounded ? latency->value : at_most ? latency->high : latency->low;
  struct words words;
  snprintf(words.text, sizeof words.text, "%s%.80s",
           !bounded  ? ""
           : at_most ? "≤ "
                     : "> ",
           words_duration_ns(shown * 1e9).text);
  return words;
}

struct table_row choice_row(const struct choice *choice, size_t index) {
  const struct candidate *candidate = &choice->candidates[index];
  const struct candidate_rates *rates = &candidate->rates;
  double users = (double)choice->its->users;
  double bytes = choice_cost(choice, index, CURRENCY_BYTES).value / users;
  double cpu_s = rates->cpu_s.value, memory = candidate->memory_bytes.value;
  struct words in_time = {"cannot tell"};
  if (candidate->in_time != IN_TIME_UNKNOWN)
    snprintf(in_time.text, sizeof in_time.text, "%s", in_time_name(candidate->in_time));
  return (struct table_row){{
      candidate_words(candidate),
      latency_words(candidate),
      in_time,
      with_unit(words_bytes(bytes), bytes, "/s"),
      with_unit(words_number(rates->requests.value), rates->requests.value, "/s"),
      with_unit(words_duration_us(cpu_s * 1e6), cpu_s, "/s"),
      words_bytes(memory),
      cost_words(choice, CURRENCY_MONEY, choice_cost(choice, index, CURRENCY_MONEY).value),
  }};
}

size_t projection_sizes(const struct choice *choice, double out[static PROJECTION_SIZES_MAX]) {
  double users = (double)choice->its->users;
  size_t count = 3;
  out[0] = 1e3;
  out[1] = 1e5;
  out[2] = 1e7;
  if (users != out[0] && users != out[1] && users != out[2])
    out[count++] = users;
  sort_numbers(out, count);
  return count;
}

struct table_row projection_row(const struct choice *choice, size_t index, double users) {
  const struct candidate *candidate = &choice->candidates[index];
  struct projection projection = candidate_project(candidate, choice->prices, users);
  double bytes = projection_cost(&projection, CURRENCY_BYTES).value;
  double cores = projection.cores.value, gb = projection.gb_per_month.value;
  struct words measured = {"none"};
  if (candidate->measured->cells > 0)
    snprintf(measured.text, sizeof measured.text, "%.40s%s",
             users_words(candidate->measured->users_most).text,
             projection.beyond ? ": beyond the runs" : "");
  return (struct table_row){{
      users_words(users),
      candidate_words(candidate),
      with_unit(words_bytes(bytes), bytes, "/s"),
      with_unit(words_number(projection.requests_per_s.value), 0, "/s"),
      words_number(cores),
      words_bytes(projection.memory_bytes.value),
      with_unit(words_number(gb), gb, " GB"),
      cost_words(choice, CURRENCY_MONEY, projection.bill.value),
      measured,
  }};
}

/* ---- the fronts ---- */

static void front_row_write(FILE *out, const struct choice *choice, size_t index) {
  const struct candidate *candidate = &choice->candidates[index];
  fprintf(out, "%s", transport_name(candidate->transport));
  table_number_write(out, candidate->setting_s);
  table_number_write(out, candidate->latency_s.value * 1e3);
  table_number_write(out, candidate->latency_s.low * 1e3);
  table_number_write(out, candidate->latency_s.high * 1e3);
  fprintf(out, "\t%s", in_time_name(candidate->in_time));
  table_number_write(out,
                     choice_cost(choice, index, CURRENCY_BYTES).value / (double)choice->its->users);
  table_number_write(out, candidate->rates.cpu_s.value * 1e6);
  fprintf(out, "\t%d\t%d\t%d\n", choice->on_bytes_front[index], choice->on_cpu_front[index],
          choice->answer == (int)index);
}

void choice_front_write(FILE *out, const struct choice *choice) {
  fprintf(out, "transport\tsetting_s\tlatency_ms\tlatency_low_ms\tlatency_high_ms\tin_time\t"
               "wire_bytes_per_user_s\tcpu_us_per_user_s\tbytes_front\tcpu_front\tanswer\n");
  for (size_t i = 0; i < choice->count; i++)
    front_row_write(out, choice, i);
}

static void file_write(FILE *out, const void *content) {
  choice_front_write(out, content);
}

enum status choice_front_file_write(const struct choice *choice, const char *run_folder,
                                    struct error *error) {
  return table_file_write(run_folder, "choose_front.tsv", file_write, choice, error);
}
