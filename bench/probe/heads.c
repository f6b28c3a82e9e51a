/* Looks each name of one list up in the other. */
#include "bench/probe/heads.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/wire/http_reader.h"

/* The server hides the values of some (servers/wire/received_head.h). */
static const char hidden[] = "(hidden)";

bool heads_passes_over(const char *name) {
  static const char *const names[] = {
      "connection", "keep-alive",       "transfer-encoding", "te", "trailer",
      "upgrade",    "proxy-connection", "content-length",    NULL};
  for (const char *const *known = names; *known; known++)
    if (strcasecmp(*known, name) == 0)
      return true;
  return false;
}

json_t *heads_of(const char *head, size_t head_bytes) {
  json_t *headers = json_array();
  struct http_header header;
  const char *line = http_headers_begin(head, head_bytes);
  while (line && http_header_next(&line, head + head_bytes, &header)) {
    json_t *pair =
        json_pack("[s%,s%]", header.name, header.name_bytes, header.value, header.value_bytes);
    if (pair) /* else its value is no UTF-8 */
      json_array_append_new(headers, pair);
  }
  return headers;
}

static const char *name_of(const json_t *pair) {
  const char *name = json_string_value(json_array_get(pair, 0));
  return name ? name : "";
}

static const char *value_of(const json_t *pair) {
  const char *value = json_string_value(json_array_get(pair, 1));
  return value ? value : "";
}

/* The values of a name; *first: one of them. */
static size_t values_count(const json_t *headers, const char *name, const char *wanted,
                           const char **first, bool *has_wanted) {
  size_t count = 0, i = 0;
  const json_t *pair = NULL;
  *has_wanted = false;
  json_array_foreach(headers, i, pair) {
    if (strcasecmp(name_of(pair), name) != 0)
      continue;
    *first = count++ == 0 ? value_of(pair) : *first;
    *has_wanted =
        *has_wanted || strcmp(value_of(pair), wanted) == 0 || strcmp(value_of(pair), hidden) == 0;
  }
  return count;
}

/* Cuts a value, and hides nothing: secrets are not in it. */
static void copy(char out[OBSERVED_NAME_BYTES], const char *text, bool in_small) {
  size_t used = 0;
  for (; text[used] != '\0' && used + 1 < OBSERVED_NAME_BYTES; used++) {
    char c = text[used] >= ' ' && text[used] <= '~' ? text[used] : '?';
    out[used] = in_small && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
  }
  out[used] = '\0';
}

static void change_add(struct observed_heads *out, enum head_side side, enum head_what what,
                       const char *name, const char *before, const char *after) {
  if (out->change_count == OBSERVED_CHANGES_MAX)
    return;
  struct head_change *change = &out->changes[out->change_count++];
  change->side = side;
  change->what = what;
  copy(change->name, name, true);
  copy(change->before, before, false);
  copy(change->after, after, false);
}

void heads_compare(enum head_side side, const json_t *sent, const json_t *arrived,
                   struct observed_heads *out) {
  const json_t *pair = NULL;
  const char *other = "";
  bool equal = false;
  size_t i = 0;
  json_array_foreach(sent, i, pair) {
    const char *name = name_of(pair);
    if (heads_passes_over(name))
      continue;
    size_t count = values_count(arrived, name, value_of(pair), &other, &equal);
    if (count == 0)
      change_add(out, side, HEAD_REMOVED, name, value_of(pair), "");
    else if (!equal)
      change_add(out, side, HEAD_CHANGED, name, value_of(pair), other);
  }
  json_array_foreach(arrived, i, pair) {
    const char *name = name_of(pair);
    if (!heads_passes_over(name) && values_count(sent, name, "", &other, &equal) == 0)
      change_add(out, side, HEAD_ADDED, name, "", value_of(pair));
  }
}
