/* Writes lines: what was observed, then what is wrong with it and the settings to blame. */
#include "bench/probe/probe_table.h"

#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/terminal.h"
#include "common/base/numerals.h"
#include "common/base/traits.h"

enum { LINE_BYTES = 400, INDENT = 4 };

static const char *look_words(enum look look) {
  static const char *const words[] = {[LOOK_NOT] = "not looked at",
                                      [LOOK_UNKNOWN] = "cannot tell",
                                      [LOOK_PASSES] = "passes",
                                      [LOOK_FAILS] = "does not pass"};
  return words[look];
}

/* --- what was observed -------------------------------------------------------------------- */

static void row(FILE *out, const char *name, const char *text, size_t columns) {
  char first[24];
  snprintf(first, sizeof first, "%-13s", name);
  text_wrap(out, first, text, columns);
}

static void spacing_add(const struct observed_spacing *spacing, char *line) {
  if (spacing->look == LOOK_PASSES)
    bounded_append(line, LINE_BYTES, "; events arrive as they are sent (%zu, one each %.0f ms)",
                   spacing->arrived, spacing->interval_ms);
  else if (spacing->look == LOOK_FAILS)
    bounded_append(line, LINE_BYTES, "; events are held back");
  else if (spacing->look == LOOK_UNKNOWN)
    bounded_append(line, LINE_BYTES, "; nobody can tell whether events are held back: %s",
                   spacing->words);
}

static void passage_write(FILE *out, const char *name, const struct observed_passage *passage,
                          const struct observed_spacing *spacing, size_t columns) {
  char line[LINE_BYTES] = "";
  bounded_append(line, sizeof line, "%s%s%s", look_words(passage->look),
                 passage->words[0] ? ": " : "", passage->words);
  if (spacing)
    spacing_add(spacing, line);
  row(out, name, line, columns);
}

static void passages_write(FILE *out, const struct observations *seen, size_t columns) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    passage_write(out, transport_traits[i].label, &seen->transports[i], &seen->spacing[i], columns);
  passage_write(out, "POST", &seen->publish, NULL, columns);
}

static void size_write(FILE *out, const char *name, const struct observed_size *size,
                       size_t columns) {
  char line[LINE_BYTES] = "";
  if (size->look == LOOK_PASSES)
    bounded_append(line, sizeof line, "%s pass; more was not tried",
                   words_bytes((double)size->passes_bytes).text);
  else if (size->look == LOOK_FAILS)
    bounded_append(line, sizeof line, "%zu bytes pass, %zu do not: %s", size->passes_bytes,
                   size->fails_bytes, size->words);
  else
    bounded_append(line, sizeof line, "%s%s%s", look_words(size->look), size->words[0] ? ": " : "",
                   size->words);
  row(out, name, line, columns);
}

static void heads_write(FILE *out, const struct observed_heads *heads, size_t columns) {
  char line[LINE_BYTES] = "";
  size_t counts[3] = {0};
  for (size_t i = 0; i < heads->change_count; i++)
    counts[heads->changes[i].what]++;
  if (heads->look == LOOK_PASSES)
    bounded_append(line, sizeof line,
                   "%zu added, %zu changed, %zu taken away; the server (%s) is asked by HTTP/%s%s",
                   counts[HEAD_ADDED], counts[HEAD_CHANGED], counts[HEAD_REMOVED], heads->engine,
                   heads->version, heads->all ? "" : "; it tells of headers with known names only");
  else
    bounded_append(line, sizeof line, "%s: %s", look_words(heads->look), heads->words);
  row(out, "headers", line, columns);
  if (*heads->front != '\0')
    row(out, "front", heads->front, columns);
}

static const char *http2_words(const struct observed_http2 *http2) {
  if (http2->alpn == LOOK_PASSES)
    return "spoken, by ALPN";
  if (http2->prior == LOOK_PASSES || http2->upgrade == LOOK_PASSES)
    return "spoken, without TLS";
  bool looked = http2->alpn != LOOK_NOT || http2->prior != LOOK_NOT;
  return looked ? "not spoken" : look_words(LOOK_NOT);
}

static void idle_kind_write(FILE *out, const struct observed_idles *idles, enum idle_kind kind,
                            size_t columns) {
  struct idle_limit limit;
  char line[LINE_BYTES] = "", name[32];
  if (idle_limit_of(idles, kind, &limit))
    bounded_append(line, sizeof line, "%s after %.1f s of silence: %s",
                   limit.dropped ? "dead" : "ended", limit.silence_s, limit.how);
  else if (limit.alive_s > 0)
    bounded_append(line, sizeof line, "alive after %.1f s of silence", limit.alive_s);
  else
    bounded_append(line, sizeof line, "cannot tell");
  for (size_t i = 0; i < idles->count; i++)
    if (idles->idle[i].kind == kind && idles->idle[i].heartbeat_s > 0)
      bounded_append(line, sizeof line, "; with a heartbeat every %g s: %s",
                     idles->idle[i].heartbeat_s,
                     idles->idle[i].end == IDLE_ALIVE ? "alive" : idles->idle[i].words);
  snprintf(name, sizeof name, "  %-17s ", strchr(idle_kind_words(kind), ' ') + 1);
  text_wrap(out, name, line, columns);
}

static void idles_write(FILE *out, const struct observed_idles *idles, size_t columns) {
  if (idles->look == LOOK_NOT) {
    row(out, "silence", "not looked at: --idle-s 120 would, which takes two minutes", columns);
    return;
  }
  char line[64];
  snprintf(line, sizeof line, "looked for %.0f s", idles->looked_s);
  row(out, "silence", line, columns);
  for (int kind = 0; kind < IDLE_KINDS; kind++)
    idle_kind_write(out, idles, (enum idle_kind)kind, columns);
}

static void observed_write(FILE *out, const struct observations *seen, size_t columns) {
  static const char *const names[SIZE_COUNT] = {[SIZE_URL] = "URL",
                                                [SIZE_HEADER] = "one header",
                                                [SIZE_HEAD] = "all headers",
                                                [SIZE_POST] = "by POST",
                                                [SIZE_FRAME] = "by WebSocket"};
  passages_write(out, seen, columns);
  heads_write(out, &seen->heads, columns);
  row(out, "HTTP/2", http2_words(&seen->http2), columns);
  for (int i = 0; i < SIZE_COUNT; i++)
    size_write(out, names[i], &seen->sizes[i], columns);
  idles_write(out, &seen->idles, columns);
}

/* --- what was found ----------------------------------------------------------------------- */

static void remedy_write(FILE *out, const struct remedy *remedy, size_t columns) {
  char first[64], line[LINE_BYTES] = "";
  snprintf(first, sizeof first, "%*s%s: ", INDENT, "", remedy->product);
  bounded_append(line, sizeof line, "%s <%s>", remedy->setting, remedy->source);
  text_wrap(out, first, line, columns);
}

/* Those of the product that is seen to be in front; without one, or where it has none, all. */
static void remedies_of_write(FILE *out, enum finding_kind kind, const char *product,
                              size_t columns) {
  bool has_own = false;
  for (const struct remedy *remedy = remedies; remedy->product; remedy++)
    if (product && remedy->kind == kind && strcmp(remedy->product, product) == 0)
      has_own = true;
  for (const struct remedy *remedy = remedies; remedy->product; remedy++)
    if (remedy->kind == kind && (!has_own || strcmp(remedy->product, product) == 0))
      remedy_write(out, remedy, columns);
}

/* Whether a finding is the last of its kind: the settings follow that one. */
static bool is_last(const struct findings *findings, size_t index) {
  const struct finding *finding = &findings->list[index];
  return index + 1 >= findings->count || finding[1].kind != finding->kind ||
         finding[1].fault != finding->fault;
}

static void findings_write(FILE *out, const struct findings *findings, bool faults,
                           const char *product, size_t columns) {
  for (size_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->list[i];
    char line[FINDING_TEXT_BYTES + 64] = "";
    if (finding->fault != faults)
      continue;
    bounded_append(line, sizeof line, "%s: %s", finding_names[finding->kind].name, finding->text);
    text_wrap(out, faults ? "FAULT " : "note  ", line, columns);
    if (is_last(findings, i) && finding->kind != FINDING_HEADER_ADDED)
      remedies_of_write(out, finding->kind, product, columns);
  }
}

void probe_table_write(FILE *out, const struct observations *seen, const struct findings *findings,
                       size_t columns) {
  const char *product = remedy_product(seen->heads.front);
  observed_write(out, seen, columns);
  fputc('\n', out);
  findings_write(out, findings, true, product, columns);
  findings_write(out, findings, false, product, columns);
  size_t notes = findings->count - findings->faults;
  if (product && findings->count > 0)
    fprintf(out,
            "\nThe settings are those of %s, which names itself; docs/probe.md has those of "
            "others.\n",
            product);
  fprintf(out, "%s%s: %zu %s, %zu %s", findings->count ? "\n" : "", seen->url, findings->faults,
          word_for((double)findings->faults, "fault", "faults"), notes,
          word_for((double)notes, "note", "notes"));
  if (findings->unknown > 0)
    fprintf(out, "; %zu %s not be told", findings->unknown,
            word_for((double)findings->unknown, "thing could", "things could"));
  fputc('\n', out);
}

void probe_reason(const struct findings *findings, char *out, size_t capacity) {
  *out = '\0';
  for (size_t i = 0; i < findings->count; i++)
    if (findings->list[i].fault)
      bounded_append(out, capacity, "%s%s (%s)", *out ? ", " : "",
                     finding_names[findings->list[i].kind].name, findings->list[i].subject);
}

/* --- JSON --------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text) {
  return *text ? json_string(text) : json_null();
}

static const char *look_name(enum look look) {
  static const char *const names[] = {[LOOK_NOT] = "not_looked",
                                      [LOOK_UNKNOWN] = "unknown",
                                      [LOOK_PASSES] = "passes",
                                      [LOOK_FAILS] = "fails"};
  return names[look];
}

static json_t *passage_json(const struct observed_passage *passage) {
  return json_pack("{s:s,s:i,s:b,s:o}", "look", look_name(passage->look), "status", passage->status,
                   "by_server", passage->by_server, "words", text_or_null(passage->words));
}

static json_t *spacing_json(const struct observed_spacing *spacing) {
  return json_pack("{s:s,s:I,s:I,s:I,s:f,s:f,s:I}", "look", look_name(spacing->look), "sent",
                   (json_int_t)spacing->sent, "arrived", (json_int_t)spacing->arrived, "heaps",
                   (json_int_t)spacing->heaps, "interval_ms", spacing->interval_ms, "held_ms",
                   spacing->held_ms, "heap_bytes", (json_int_t)spacing->heap_bytes);
}

static json_t *transports_json(const struct observations *seen) {
  json_t *transports = json_object();
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    json_t *passage = passage_json(&seen->transports[i]);
    if (i == TRANSPORT_SSE || i == TRANSPORT_WEBSOCKET)
      json_object_set_new(passage, "spacing", spacing_json(&seen->spacing[i]));
    json_object_set_new(transports, transport_name(i), passage);
  }
  json_object_set_new(transports, "publish", passage_json(&seen->publish));
  return transports;
}

static json_t *heads_json(const struct observed_heads *heads) {
  static const char *const sides[] = {"request", "answer", "stream"};
  static const char *const whats[] = {"added", "changed", "removed"};
  json_t *changes = json_array();
  for (size_t i = 0; i < heads->change_count; i++) {
    const struct head_change *change = &heads->changes[i];
    json_array_append_new(changes, json_pack("{s:s,s:s,s:s,s:o,s:o}", "side", sides[change->side],
                                             "what", whats[change->what], "name", change->name,
                                             "before", text_or_null(change->before), "after",
                                             text_or_null(change->after)));
  }
  return json_pack("{s:s,s:o,s:b,s:o,s:o,s:o,s:o,s:o,s:o}", "look", look_name(heads->look), "words",
                   text_or_null(heads->words), "all", heads->all, "engine",
                   text_or_null(heads->engine), "http_version", text_or_null(heads->version),
                   "target", text_or_null(heads->target), "front", text_or_null(heads->front),
                   "stream_coding", text_or_null(heads->compressed), "changes", changes);
}

static json_t *sizes_json(const struct observations *seen) {
  static const char *const names[SIZE_COUNT] = {"url", "header", "head", "post", "websocket"};
  json_t *sizes = json_object();
  for (int i = 0; i < SIZE_COUNT; i++) {
    const struct observed_size *size = &seen->sizes[i];
    json_object_set_new(sizes, names[i],
                        json_pack("{s:s,s:I,s:I,s:o}", "look", look_name(size->look),
                                  "passes_bytes", (json_int_t)size->passes_bytes, "fails_bytes",
                                  (json_int_t)size->fails_bytes, "words",
                                  text_or_null(size->words)));
  }
  return sizes;
}

static json_t *idles_json(const struct observed_idles *idles) {
  static const char *const kinds[IDLE_KINDS] = {"kept", "long_poll", "sse", "websocket"};
  static const char *const ends[] = {"alive",       "fin",  "rst",    "status",    "server",
                                     "close_frame", "dead", "untold", "not_opened"};
  json_t *connections = json_array();
  for (size_t i = 0; i < idles->count; i++) {
    const struct observed_idle *idle = &idles->idle[i];
    json_array_append_new(connections,
                          json_pack("{s:s,s:f,s:s,s:f,s:f,s:i,s:i,s:o}", "kind", kinds[idle->kind],
                                    "heartbeat_s", idle->heartbeat_s, "end", ends[idle->end],
                                    "silence_s", idle->silence_s, "age_s", idle->age_s, "status",
                                    idle->status, "close_code", (int)idle->close_code, "words",
                                    text_or_null(idle->words)));
  }
  return json_pack("{s:s,s:f,s:o}", "look", look_name(idles->look), "looked_s", idles->looked_s,
                   "connections", connections);
}

static json_t *http2_json(const struct observed_http2 *http2) {
  return json_pack("{s:s,s:s,s:s,s:b}", "alpn", look_name(http2->alpn), "prior_knowledge",
                   look_name(http2->prior), "upgrade", look_name(http2->upgrade),
                   "extended_connect", http2->extended_connect);
}

static json_t *finding_json(const struct finding *finding) {
  json_t *settings = json_array();
  for (const struct remedy *remedy = remedies; remedy->product; remedy++)
    if (remedy->kind == finding->kind && finding->kind != FINDING_HEADER_ADDED)
      json_array_append_new(settings,
                            json_pack("{s:s,s:s,s:s}", "product", remedy->product, "setting",
                                      remedy->setting, "source", remedy->source));
  return json_pack("{s:s,s:b,s:s,s:s,s:o}", "finding", finding_names[finding->kind].name, "fault",
                   finding->fault, "subject", finding->subject, "text", finding->text, "settings",
                   settings);
}

json_t *probe_json(const struct observations *seen, const struct findings *findings) {
  json_t *list = json_array();
  for (size_t i = 0; i < findings->count; i++)
    json_array_append_new(list, finding_json(&findings->list[i]));
  return json_pack(
      "{s:s,s:b,s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:I}", "url", seen->url, "token", seen->has_token,
      "publishes_itself", seen->publishes_itself, "transports", transports_json(seen), "headers",
      heads_json(&seen->heads), "http2", http2_json(&seen->http2), "sizes", sizes_json(seen),
      "idle", idles_json(&seen->idles), "findings", list, "unknown", (json_int_t)findings->unknown);
}
