/* Least squares with two unknowns that are not negative. */
#include "bench/choose/cost_fit.h"

#include <math.h>

/* Below this share of its greatest value the determinant says that the ratio of asks to messages
 * hardly differs between the rows. */
static const double determinant_least = 0.01;

static const double ratio_slack = 1.5;

/* So few asks for each message cost nothing that can be seen. */
static const double asks_least = 1e-3;

/* Sums over rows, each divided by its time. */
struct sums {
  double mm, ma, aa, m, a;
};

static bool is_usable(const struct cost_row *row) {
  return row->cpu > 0 && row->messages >= 0 && row->asks >= 0 && row->messages + row->asks > 0;
}

static double asks_counted(double messages, double asks) {
  return asks > asks_least * messages ? asks : 0;
}

static double ratio_of(double messages, double asks) {
  return messages > 0 ? asks_counted(messages, asks) / messages : INFINITY;
}

static struct sums sums_of(const struct cost_row *rows, size_t count) {
  struct sums sums = {0};
  for (size_t i = 0; i < count; i++) {
    double messages = rows[i].messages / rows[i].cpu;
    double asks = asks_counted(messages, rows[i].asks / rows[i].cpu);
    if (!is_usable(&rows[i]))
      continue;
    sums.mm += messages * messages;
    sums.ma += messages * asks;
    sums.aa += asks * asks;
    sums.m += messages;
    sums.a += asks;
  }
  return sums;
}

static void ratios_gather(struct cost_fit *fit, const struct cost_row *rows, size_t count) {
  fit->least = INFINITY;
  for (size_t i = 0; i < count; i++) {
    if (!is_usable(&rows[i]))
      continue;
    double ratio = ratio_of(rows[i].messages, rows[i].asks);
    fit->rows++;
    fit->least = fmin(fit->least, ratio);
    fit->most = fmax(fit->most, ratio);
  }
}

static void costs_solve(struct cost_fit *fit, const struct sums *sums) {
  double determinant = sums->mm * sums->aa - sums->ma * sums->ma;
  fit->message_s = sums->mm > 0 ? sums->m / sums->mm : NAN;
  fit->ask_s = sums->aa > 0 ? sums->a / sums->aa : NAN;
  fit->apart = true;
  if (!(sums->mm > 0) || !(sums->aa > 0))
    return;
  if (determinant < determinant_least * sums->mm * sums->aa) {
    fit->message_s = 0;
    fit->apart = false;
    return;
  }
  double message = (sums->m * sums->aa - sums->a * sums->ma) / determinant;
  double ask = (sums->a * sums->mm - sums->m * sums->ma) / determinant;
  /* where one would be negative, the other alone is the least sum */
  fit->message_s = ask < 0 ? fit->message_s : fmax(0, message);
  fit->ask_s = message < 0 ? fit->ask_s : fmax(0, ask);
}

struct cost_fit cost_fit_of(const struct cost_row *rows, size_t count) {
  struct cost_fit fit = {.message_s = NAN, .ask_s = NAN, .low = INFINITY};
  struct sums sums = sums_of(rows, count);
  ratios_gather(&fit, rows, count);
  costs_solve(&fit, &sums);
  for (size_t i = 0; i < count; i++) {
    if (!is_usable(&rows[i]))
      continue;
    double fitted = cost_fit_at(&fit, rows[i].messages, rows[i].asks);
    fit.low = fmin(fit.low, rows[i].cpu_least / fitted);
    fit.high = fmax(fit.high, rows[i].cpu_greatest / fitted);
  }
  return fit;
}

double cost_fit_at(const struct cost_fit *fit, double messages, double asks) {
  double of_messages = messages > 0 ? messages * fit->message_s : 0;
  double of_asks = asks_counted(messages, asks) > 0 ? asks * fit->ask_s : 0;
  return fit->rows > 0 ? of_messages + of_asks : NAN;
}

bool cost_fit_covers(const struct cost_fit *fit, double messages, double asks) {
  double ratio = ratio_of(messages, asks);
  return fit->rows > 0 && ratio >= fit->least / ratio_slack && ratio <= fit->most * ratio_slack;
}
