/* Draws searches, what they found and their probes: writes the tables and the settings of
 * scripts/plots/capacity.gp and probes.gp. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/answers/search_words.h"
#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/chart/chart_kinds.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

enum { CAPACITY_HEIGHT = 400, PROBES_HEIGHT = 460, TEXT_BYTES = PANELS_BYTES };

static const char *const result_names[] = {
    [PROBE_HELD] = "held", [PROBE_FAILED] = "failed", [PROBE_DISTURBED] = "disturbed"};

/* A row for each probe, in the order of its search; an empty line between searches, which ends
 * gnuplot's line. */
static void probes_write(FILE *out, const struct result_searches *searches) {
  fprintf(out, "engine\ttransport\tnumber\tvalue\tresult\tend\tcell\n");
  for (size_t i = 0; i < searches->count; i++) {
    const struct result_search *search = &searches->items[i];
    double end = isnan(search->held) ? search->failed : search->held;
    size_t number = 0;
    fputs(i > 0 ? "\n" : "", out);
    for (size_t j = 0; j < searches->probe_count; j++) {
      const struct result_probe *probe = &searches->probes[j];
      if (probe->search != i)
        continue;
      fprintf(out, "%s\t%s\t%zu\t%.9g\t%s\t%.9g\t%s\n", server_name(search->engine),
              transport_name(search->transport), ++number, probe->value,
              result_names[probe->result], end, search->name);
    }
  }
}

/* A row for each search, in the order of the experiment; the place counts within the engine. */
static void capacities_write(FILE *out, const struct result_searches *searches) {
  size_t places[SERVERS_MAX] = {0};
  fprintf(out, "engine\ttransport\tplace\theld\tfailed\tnamed\tsaid\tcell\n");
  for (size_t i = 0; i < searches->count; i++) {
    const struct result_search *search = &searches->items[i];
    if (search->engine < 0)
      continue;
    double held = isnan(search->held) ? 0 : search->held;
    fprintf(out, "%s\t%s\t%zu\t%.9g\t%.9g\t%d\t%s\t%s\n", server_name(search->engine),
            transport_name(search->transport), ++places[search->engine], held,
            isnan(search->failed) ? held : search->failed, !isnan(search->capacity),
            search_answer(searches, i).text, search->name);
  }
}

static bool has_search(const struct result_searches *searches, int engine, int transport) {
  for (size_t i = 0; i < searches->count; i++)
    if ((engine < 0 || searches->items[i].engine == engine) &&
        searches->items[i].transport == transport)
      return true;
  return false;
}

/* The transports with a search on the engine, on any where it is -1: "sse websocket". */
static void transports_list(const struct result_searches *searches, int engine, char *out) {
  *out = '\0';
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
    if (has_search(searches, engine, transport))
      bounded_append(out, TEXT_BYTES, "%s%s", *out ? " " : "", transport_name(transport));
}

/* A panel for each engine. */
static void panels_set(const struct drawing *drawing, const struct result_searches *searches) {
  char panels[TEXT_BYTES] = "", all[TEXT_BYTES] = "", notes[TEXT_BYTES] = "", series[TEXT_BYTES];
  for (int engine = 0; engine < servers_count(); engine++) {
    transports_list(searches, engine, series);
    if (!*series)
      continue;
    bounded_append(notes, sizeof notes, "%s", *panels ? "|" : "");
    bounded_append(all, sizeof all, "%s%s", *panels ? "|" : "", series);
    bounded_append(panels, sizeof panels, "%s%s", *panels ? " " : "", server_name(engine));
  }
  transports_list(searches, -1, series);
  drawing_set_text(drawing, "panels", panels);
  drawing_set_text(drawing, "series", series);
  drawing_set_array(drawing, "panel_series", all);
  drawing_set_array(drawing, "panel_notes", notes);
}

static bool any_disturbed(const struct result_searches *searches) {
  for (size_t i = 0; i < searches->probe_count; i++)
    if (searches->probes[i].result == PROBE_DISTURBED)
      return true;
  return false;
}

static void answers_say(struct sheet *sheet, const struct result_searches *searches) {
  for (size_t i = 0; i < searches->count; i++)
    sheet_say(sheet->shows, "%s: %s.", search_label(&searches->items[i]).text,
              search_answer(searches, i).text);
}

/* Writes the table, and describes the sheet. False when it cannot be written. */
static bool sheet_make(const struct drawing *drawing, struct sheet *sheet,
                       void (*write)(FILE *out, const struct result_searches *searches)) {
  const struct result_searches *searches = &drawing->results->searches;
  FILE *table = sheet_table_open(drawing, sheet->name);
  if (!table)
    return false;
  write(table, searches);
  snprintf(sheet->subtitle, sizeof sheet->subtitle, "%s", words_workload(drawing->results).text);
  sheet_say(sheet->caption, "Limits: %s.", search_limits_words(searches).text);
  answers_say(sheet, searches);
  return fclose(table) == 0;
}

static bool capacity_draw(const struct drawing *drawing) {
  const struct result_searches *searches = &drawing->results->searches;
  struct sheet sheet = {
      .name = "capacity",
      .title = "The greatest value at which the limits hold",
      .reading =
          "A bar ends at the greatest value that holds, the thin line above it at the least "
          "that does not. A pale bar is no capacity: more may be possible, or even less does "
          "not hold.",
      .plot = "capacity",
      .height = CAPACITY_HEIGHT};
  if (!sheet_make(drawing, &sheet, capacities_write))
    return false;
  sheet_begin(drawing, &sheet);
  panels_set(drawing, searches);
  drawing_set_text(drawing, "axis_y", words_param_axis(result_searches_vary(searches)).text);
  sheet_end(drawing, &sheet);
  sheet_index(drawing, &sheet, "yes");
  return true;
}

static bool probes_draw(const struct drawing *drawing) {
  const struct result_searches *searches = &drawing->results->searches;
  struct sheet sheet = {
      .name = "probes",
      .title = "Every probe of the searches for a capacity",
      .reading =
          "Each point is a run at one value, in the order of the search: filled where the "
          "limits held, a cross where they did not. The dashed line is the end that the search "
          "came to: the greatest value that seems to hold.",
      .plot = "probes",
      .height = PROBES_HEIGHT};
  if (!sheet_make(drawing, &sheet, probes_write))
    return false;
  sheet_begin(drawing, &sheet);
  panels_set(drawing, searches);
  drawing_set_text(drawing, "axis_y", words_param_axis(result_searches_vary(searches)).text);
  drawing_set_number(drawing, "disturbed", any_disturbed(searches));
  sheet_end(drawing, &sheet);
  sheet_index(drawing, &sheet, "yes");
  return true;
}

bool chart_searches_draw(const struct drawing *drawing) {
  if (drawing->results->searches.probe_count == 0)
    return true;
  return (drawing->results->quick || capacity_draw(drawing)) && probes_draw(drawing);
}
