/* Writes rows. */
#include "bench/try/try_table.h"

#include <math.h>

#include "bench/base/bounded_text.h"
#include "common/base/numerals.h"
#include "common/base/traits.h"

/* --- the table ---------------------------------------------------------------------------- */

static const char heading[] = "transport   works  first latency   up/message  down/message  "
                              "envelope/message";

/* A dash of three bytes is one letter. */
static void field_write(FILE *out, int width, const struct words words) {
  int more = 0;
  for (const char *at = words.text; *at; at++)
    more += ((unsigned char)*at & 0xc0) == 0x80;
  fprintf(out, "  %*s", width + more, words.text);
}

static void row_write(FILE *out, const char *name, const struct try_transport *tried) {
  fprintf(out, "%-10s  %-5s", name, tried->works ? "yes" : "no");
  field_write(out, 13, words_duration_ns(tried->works ? tried->first_latency_ns : NAN));
  field_write(out, 11, words_bytes(tried->works ? tried->up_bytes : NAN));
  field_write(out, 12, words_bytes(tried->works ? tried->down_bytes : NAN));
  field_write(out, 16, words_bytes(tried->works ? tried->envelope_bytes : NAN));
  fputc('\n', out);
  if (tried->works && tried->twice > 0)
    fprintf(out, "            %zu %s came more than once\n", tried->twice,
            word_for((double)tried->twice, "message", "messages"));
  if (tried->works && tried->unanswered > 0)
    fprintf(out, "            %zu %s to publish had no answer\n", tried->unanswered,
            word_for((double)tried->unanswered, "request", "requests"));
}

/* Counts those that were tried, and those of them that work. */
static void count(const struct try_result *result, size_t *tried, size_t *work) {
  *tried = *work = 0;
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    *tried += result->transports[i].tried;
    *work += result->transports[i].works;
  }
}

void try_table_write(FILE *out, const struct target_description *description,
                     const struct try_result *result) {
  size_t tried, work;
  count(result, &tried, &work);
  fprintf(out, "%s\n", heading);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    if (result->transports[i].tried)
      row_write(out, transport_name(i), &result->transports[i]);
  if (work == tried)
    fprintf(out, "%s: all that was tried works\n", description->name);
  else
    fprintf(out, "%s: %zu of %zu %s not work: see above\n", description->name, tried - work, tried,
            word_for((double)(tried - work), "does", "do"));
}

/* --- JSON --------------------------------------------------------------------------------- */

static json_t *number_or_null(double number) {
  return isfinite(number) ? json_real(number) : json_null();
}

static json_t *text_or_null(const char *text) {
  return *text ? json_string(text) : json_null();
}

static json_t *transport_json(const struct try_transport *tried) {
  return json_pack("{s:b,s:o,s:o,s:I,s:I,s:I,s:o,s:o,s:o,s:o}", "works", tried->works, "failure",
                   text_or_null(tried->failure), "hint", text_or_null(tried->hint), "messages",
                   (json_int_t)tried->messages, "twice", (json_int_t)tried->twice, "unanswered",
                   (json_int_t)tried->unanswered, "first_latency_ns",
                   number_or_null(tried->first_latency_ns), "up_bytes_per_message",
                   number_or_null(tried->up_bytes), "down_bytes_per_message",
                   number_or_null(tried->down_bytes), "envelope_bytes_per_message",
                   number_or_null(tried->envelope_bytes));
}

json_t *try_json(const struct target_description *description, const struct try_result *result) {
  json_t *transports = json_object();
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    if (result->transports[i].tried)
      json_object_set_new(transports, transport_name(i), transport_json(&result->transports[i]));
  return json_pack("{s:s,s:o,s:o}", "target", description->name, "failure",
                   text_or_null(result->failure), "transports", transports);
}

/* --- a line ------------------------------------------------------------------------------- */

void try_reason(const struct try_result *result, char *out, size_t capacity) {
  *out = '\0';
  if (*result->failure)
    bounded_append(out, capacity, "%s", result->failure);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    if (result->transports[i].tried && !result->transports[i].works)
      bounded_append(out, capacity, "%s%s: %s", *out ? "; " : "", transport_name(i),
                     result->transports[i].failure);
}
