/* The users' figures by the table. */
#include "documents/users_document.h"

#include "documents/figures.h"
#include "documents/parts.h"

static void identity_put(json_t *document, const struct users_figures *users) {
  figure_put_count(document, FIGURE_SCHEMA, USERS_SCHEMA);
  figure_put_text(document, FIGURE_TRANSPORT, users->transport);
  figure_put_count(document, FIGURE_CLIENTS, users->clients);
  figure_put_count(document, FIGURE_CLIENTS_READY, users->clients_ready);
  figure_put_count(document, FIGURE_CHANNELS, users->channels);
  figure_put_text(document, FIGURE_OUTCOME, users->outcome);
  figure_put_text(document, FIGURE_ERROR, users->error);
  figure_put_count(document, FIGURE_WINDOW_START, users->window_start_ns);
  figure_put_count(document, FIGURE_WINDOW_END, users->window_end_ns);
  figure_put_count(document, FIGURE_COUNTED_START, users->counted_start_ns);
  figure_put_count(document, FIGURE_COUNTED_END, users->counted_end_ns);
}

static void messages_put(json_t *document, const struct users_figures *users) {
  bool known = !users->untold;
  figure_put_count_if(document, FIGURE_PUBLISHED, known, users->published);
  figure_put_count(document, FIGURE_PUBLISHED_SEEN, users->published_seen);
  figure_put_count_if(document, FIGURE_EXPECTED, known, users->expected);
  figure_put_count(document, FIGURE_DELIVERED, users->delivered);
  figure_put_count_if(document, FIGURE_LOST, known, users->lost);
  figure_put_count(document, FIGURE_SKIPPED, users->skipped);
  figure_put_count(document, FIGURE_DUPLICATED, users->duplicated);
  figure_put_count(document, FIGURE_REORDERED, users->reordered);
  figure_put_count(document, FIGURE_CORRUPTED, users->corrupted);
  figure_put_count(document, FIGURE_COUNTED_RECEIVED, users->received);
  figure_put_count(document, FIGURE_COUNTED_ANSWERED, users->polls_answered);
}

static void times_put(json_t *document, const struct users_figures *users) {
  const struct broadcast *broadcast = users->broadcast;
  bool timed = users->timed;
  figure_put_count_if(document, FIGURE_EARLY, timed, users->early);
  histogram_put(document, HISTOGRAM_LATENCY, timed ? users->latency : NULL);
  histogram_text_put(document, FIGURE_LATENCY_HISTOGRAM, timed ? users->latency : NULL);
  histogram_put(document, HISTOGRAM_FIRST, timed ? &broadcast->first : NULL);
  histogram_put(document, HISTOGRAM_SPREAD, timed ? &broadcast->spread : NULL);
  figure_put_count_if(document, FIGURE_UNPLACED, timed, broadcast->unplaced);
  age_put(document, timed ? users->age : NULL);
}

json_t *users_document(const struct users_figures *users) {
  json_t *document = json_object();
  identity_put(document, users);
  messages_put(document, users);
  times_put(document, users);
  return document;
}
