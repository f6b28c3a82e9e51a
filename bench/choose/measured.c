/* Picks the cells, and gathers their costs. */
#include "bench/choose/measured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/choose/cell_network.h"
#include "bench/judge/closed_form.h"
#include "common/base/traits.h"
#include "common/wire/header_profile.h"

/* Parameters that move figures and that a case has no word for; an older run may lack one. */
static const struct {
  const char *name, *usual;
} usual_values[] = {
    {"keep_alive", "on"},
    {"batching", "on"},
    {"compression", "off"},
    {"tcp_nodelay", "on"},
    {"pause_ms", "0"},
    {"slow_share", "0"},
    {"client_tcp_nodelay", "on"},
    {"civetweb_websocket_write", "one"},
    {"proxy", "none"},
};

/* Cells with about the same number of users. */
static const double users_alike = 2;

/* Over which networks cells may have been measured. */
enum wanted_network { NETWORK_NONE, NETWORK_LIKE_THE_CASE, NETWORK_ANY };

struct picking {
  const struct user_case *its;
  int transport;
  bool loosely; /* whatever their headers */
  enum wanted_network network;
};

static bool network_fits(const struct picking *picking, const struct result_cell *cell) {
  const struct cell_network network = cell_network_of(cell);
  if (picking->network == NETWORK_LIKE_THE_CASE)
    return cell_network_is_like(&network, picking->its);
  return picking->network == NETWORK_ANY || !cell_network_is_there(&network);
}

static bool param_is(const struct result_cell *cell, const char *name, const char *value) {
  const char *text = result_param(cell, name);
  return !text || strcmp(text, value) == 0;
}

static bool has_choice(const struct result_cell *cell, const char *name, const char *choices,
                       int choice) {
  const char *text = result_param(cell, name);
  return !text || option_choice(choices, text) == choice;
}

static bool is_pickable(const struct picking *picking, const struct result_cell *cell) {
  const struct user_case *its = picking->its;
  if (cell->transport != picking->transport || cell->engine != its->engine ||
      result_unranked(cell) || !param_is(cell, "tls", its->tls ? "on" : "off") ||
      !network_fits(picking, cell))
    return false;
  for (size_t i = 0; i < sizeof usual_values / sizeof *usual_values; i++)
    if (!param_is(cell, usual_values[i].name, usual_values[i].usual))
      return false;
  if (!param_is(cell, "workload", "ticker") && !param_is(cell, "workload", "notify"))
    return false;
  return picking->loosely || !transport_traits[picking->transport].polls ||
         (has_choice(cell, "request_headers", REQUEST_HEADERS_CHOICES, its->request_headers) &&
          has_choice(cell, "response_headers", RESPONSE_HEADERS_CHOICES, its->response_headers));
}

/* ---- one cell ---- */

static double users_of(const struct result_cell *cell) {
  double users = result_median(cell, FIGURE_CLIENTS);
  return isnan(users) ? result_param_number(cell, "clients") : users;
}

/* A count of the measured phase, for one user and second; 0 where it was not counted. */
static double each_second(const struct result_cell *cell, enum figure figure) {
  double count = result_median(cell, figure);
  return isnan(count) ? 0 : count / result_median(cell, FIGURE_DURATION_S) / users_of(cell);
}

static bool is_busy(const struct result_cell *cell) {
  return result_median(cell, FIGURE_DELIVERED) > 0;
}

static double beat_s_of(const struct result_cell *cell) {
  bool pings = transport_traits[cell->transport].framed;
  if (pings && param_is(cell, "heartbeat", "off"))
    return 0;
  return result_param_number(cell, pings ? "heartbeat_interval_ms" : "sse_keepalive_ms") / 1e3;
}

static struct cost_row row_of(const struct result_cell *cell) {
  const struct figure_range *cpu = &cell->figures[FIGURE_SERVER_CPU_S];
  double share = 1 / result_median(cell, FIGURE_DURATION_S) / users_of(cell);
  struct cost_row row = {.messages = each_second(cell, FIGURE_DELIVERED),
                         .cpu = cpu->median * share,
                         .cpu_least = cpu->least * share,
                         .cpu_greatest = cpu->greatest * share};
  const struct closed_load load = {.transport = cell->transport,
                                   .messages_per_s = row.messages,
                                   .interval_s = 1,
                                   .hold_s = 1,
                                   .beat_s = beat_s_of(cell)};
  row.asks = transport_traits[cell->transport].polls ? each_second(cell, FIGURE_REQUESTS)
                                                     : closed_rates_of(&load).beats_per_s;
  return row;
}

static const enum figure latency_figures[] = {[CASE_MEAN] = FIGURE_LATENCY_MEAN,
                                              [CASE_P50] = FIGURE_LATENCY_P50,
                                              [CASE_P90] = FIGURE_LATENCY_P90,
                                              [CASE_P99] = FIGURE_LATENCY_P99,
                                              [CASE_P99_9] = FIGURE_LATENCY_P99_9};

static double seconds_of_ms(const struct result_cell *cell, const char *name) {
  return result_param_number(cell, name) / 1e3;
}

/* The latency of a cell over a network, less the model's for that network and the cell's load. */
static struct estimate beyond_model(const struct result_cell *cell,
                                    const struct cell_network *network, int percentile) {
  const struct figure_range *range = &cell->figures[latency_figures[percentile]];
  const struct closed_load load = {.transport = cell->transport,
                                   .messages_per_s = each_second(cell, FIGURE_DELIVERED),
                                   .interval_s = seconds_of_ms(cell, "interval_ms"),
                                   .hold_s = seconds_of_ms(cell, "hold_ms"),
                                   .beat_s = beat_s_of(cell),
                                   .rtt_s = network->rtt_s,
                                   .loss = network->loss};
  double quantile = case_quantile(percentile);
  double model_s =
      isnan(quantile) ? closed_latency_mean_s(&load) : closed_latency_quantile_s(&load, quantile);
  if (!isnan(range->median))
    return (struct estimate){range->median / 1e9 - model_s, range->least / 1e9 - model_s,
                             range->greatest / 1e9 - model_s};
  return (struct estimate){NAN, result_median(cell, FIGURE_LATENCY_P50) / 1e9 - model_s,
                           cell->figures[FIGURE_LATENCY_MAX].greatest / 1e9 - model_s};
}

/* The latency without the wait that the schedule makes necessary. */
static struct estimate software_of(const struct result_cell *cell, int percentile) {
  const struct cell_network network = cell_network_of(cell);
  if (cell_network_is_there(&network))
    return beyond_model(cell, &network, percentile);
  bool waits = transport_traits[cell->transport].scheduled;
  const struct figure_range *range =
      &cell->figures[waits ? FIGURE_MODEL_LATENCY_RESIDUAL : latency_figures[percentile]];
  double least = result_median(cell, FIGURE_LATENCY_P50);
  if (!isnan(range->median))
    return (struct estimate){fmax(0, range->median) / 1e9, fmax(0, range->least) / 1e9,
                             fmax(0, range->greatest) / 1e9};
  if (waits)
    return ESTIMATE_UNKNOWN;
  return (struct estimate){NAN, isnan(least) ? 0 : least / 1e9,
                           cell->figures[FIGURE_LATENCY_MAX].greatest / 1e9};
}

/* ---- all cells ---- */

/* How many times more, or fewer, users the cell has than the case. */
static double users_apart(const struct picking *picking, const struct result_cell *cell) {
  double ratio = users_of(cell) / (double)picking->its->users;
  return fmax(ratio, 1 / ratio);
}

static double nearest_users(const struct picking *picking, const struct evidence *evidence,
                            bool busy) {
  double nearest = INFINITY;
  for (size_t i = 0; i < evidence->count; i++)
    for (size_t j = 0; !evidence->runs[i].faulty && j < evidence->runs[i].cell_count; j++) {
      const struct result_cell *cell = &evidence->runs[i].cells[j];
      if (is_pickable(picking, cell) && is_busy(cell) == busy)
        nearest = fmin(nearest, users_apart(picking, cell));
    }
  return nearest;
}

static void software_take(struct measured *measured, struct estimate software) {
  struct estimate *worst = &measured->software_s; /* fmin and fmax pass over NAN */
  worst->value = fmax(worst->value, software.value);
  worst->low = fmin(worst->low, software.low);
  worst->high = fmax(worst->high, software.high);
}

static void memory_take(struct measured *measured, const struct result_cell *cell, double *users) {
  const struct figure_range *memory = &cell->figures[FIGURE_MEMORY_PER_USER];
  if (isnan(memory->median) || users_of(cell) < *users)
    return;
  *users = users_of(cell);
  measured->memory_bytes = (struct estimate){memory->median, memory->least, memory->greatest};
}

static void network_take(struct measured_networks *networks, const struct result_cell *cell) {
  const struct cell_network network = cell_network_of(cell);
  bool first = networks->cells++ == 0;
  networks->rtt_least_s = first ? network.rtt_s : fmin(networks->rtt_least_s, network.rtt_s);
  networks->rtt_most_s = first ? network.rtt_s : fmax(networks->rtt_most_s, network.rtt_s);
  networks->loss_least = first ? network.loss : fmin(networks->loss_least, network.loss);
  networks->loss_most = first ? network.loss : fmax(networks->loss_most, network.loss);
}

static void cell_take(struct measured *measured, const struct picking *picking,
                      const struct result_cell *cell) {
  double users = users_of(cell);
  measured->users_least = fmin(measured->users_least, users);
  measured->users_most = fmax(measured->users_most, users);
  if (is_busy(cell)) {
    software_take(measured, software_of(cell, picking->its->percentile));
    network_take(&measured->like, cell);
    measured->messages_per_s_most =
        fmax(measured->messages_per_s_most, each_second(cell, FIGURE_DELIVERED) * users);
    double payload = result_param_number(cell, "payload_bytes");
    measured->payload_least_bytes = fmin(measured->payload_least_bytes, payload);
    measured->payload_most_bytes = fmax(measured->payload_most_bytes, payload);
  }
  measured->cells++;
}

/* Takes the cells that are near enough; `rows` has room for all. */
static void cells_take(struct measured *measured, const struct picking *picking,
                       const struct evidence *evidence, struct cost_row *rows) {
  double most_busy = users_alike * nearest_users(picking, evidence, true);
  double most_idle = users_alike * nearest_users(picking, evidence, false);
  double memory_users = 0;
  size_t count = 0;
  *measured = (struct measured){.software_s = ESTIMATE_UNKNOWN,
                                .memory_bytes = ESTIMATE_UNKNOWN,
                                .users_least = INFINITY,
                                .payload_least_bytes = NAN,
                                .payload_most_bytes = NAN,
                                .other_headers = picking->loosely};
  for (size_t i = 0; i < evidence->count; i++)
    for (size_t j = 0; !evidence->runs[i].faulty && j < evidence->runs[i].cell_count; j++) {
      const struct result_cell *cell = &evidence->runs[i].cells[j];
      if (!is_pickable(picking, cell))
        continue;
      memory_take(measured, cell, &memory_users);
      if (users_apart(picking, cell) > (is_busy(cell) ? most_busy : most_idle))
        continue;
      rows[count++] = row_of(cell);
      cell_take(measured, picking, cell);
    }
  measured->cpu = cost_fit_of(rows, count);
}

/* The cells of the case's headers, or else of any. */
static void cells_take_alike(struct measured *measured, struct picking *picking,
                             const struct evidence *evidence, struct cost_row *rows) {
  picking->loosely = false;
  cells_take(measured, picking, evidence, rows);
  if (measured->cells > 0)
    return;
  picking->loosely = true;
  cells_take(measured, picking, evidence, rows);
}

/* Takes the latency of cells over a network that is about the case's, where there are some. */
static void network_learn(struct measured *measured, const struct user_case *its, int transport,
                          const struct evidence *evidence, struct cost_row *rows) {
  struct picking picking = {.its = its, .transport = transport, .network = NETWORK_LIKE_THE_CASE};
  struct measured over;
  cells_take_alike(&over, &picking, evidence, rows);
  if (over.like.cells == 0 || isnan(over.software_s.high))
    return;
  measured->software_s = over.software_s;
  measured->like = over.like;
  measured->other_network = false;
}

enum status measured_of(struct measured *measured, const struct evidence *evidence,
                        const struct user_case *its, int transport, struct error *error) {
  struct picking picking = {.its = its, .transport = transport, .network = NETWORK_NONE};
  size_t cells = 1;
  for (size_t i = 0; i < evidence->count; i++)
    cells += evidence->runs[i].cell_count;
  struct cost_row *rows = calloc(cells, sizeof *rows);
  if (!rows)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the measured costs");
  cells_take_alike(measured, &picking, evidence, rows);
  if (measured->cells == 0) {
    picking.network = NETWORK_ANY;
    cells_take_alike(measured, &picking, evidence, rows);
    measured->other_network = measured->cells > 0;
  }
  measured->like = (struct measured_networks){.cells = 0};
  if (its->rtt_ms > 0 || its->loss > 0)
    network_learn(measured, its, transport, evidence, rows);
  free(rows);
  return STATUS_OK;
}
