/* Texts with places for values: "/sub/{channel}?from={cursor}".
 *
 * A place is `{name}`: a letter, then letters, digits, `_`, `-` and `.` ("secret.token"). `{{` and
 * `}}` stand for braces. How the value is written follows from where the text goes, and a modifier
 * says something else:
 *
 *   {name}       as it is; in a URL with percent-encoding (RFC 3986, section 2.1)
 *   {name:url}   with percent-encoding: all but letters, digits, `-`, `.`, `_` and `~`
 *   {name:json}  escaped for a JSON string, without the quotes (RFC 8259, section 7)
 *   {name:raw}   as it is, in a URL too
 *
 * Pure. */
#ifndef DOCUMENTS_TEMPLATE_H
#define DOCUMENTS_TEMPLATE_H

#include <jansson.h>

#include "common/base/status.h"

enum { TEMPLATE_NAME_BYTES_MAX = 64 };

/* Where the text goes. */
enum template_place {
  TEMPLATE_TEXT,   /* a body, a message */
  TEMPLATE_URL,    /* a URL or a part of one: printable ASCII without blanks */
  TEMPLATE_HEADER, /* the value of a header: no control characters (RFC 9110, section 5.5) */
};

struct template_values {
  /* NULL where there is no such variable. The text is valid until the next call. */
  const char *(*value)(void *owner, const char *name);
  void *owner;
  /* The known names, for errors; NULL ends it. May be NULL. */
  const char *const *names;
};

/* The text with its values, malloc'd. NULL with STATUS_USAGE's text in *error: the variable that is
 * unknown or malformed and its position in characters, from 1; or what may not stand in that place;
 * or no memory. `error` may be NULL. */
char *template_expand(const char *text, enum template_place place,
                      const struct template_values *values, struct error *error);

/* Whether it can be expanded, where `values` knows the names that there will be. */
enum status template_check(const char *text, enum template_place place,
                           const struct template_values *values, struct error *error);

/* The same of JSON whose texts are templates. A text by itself gives that text; anything else gives
 * compact JSON, with the values of its texts escaped. The keys of objects are no templates. */
char *template_expand_json(const json_t *json, const struct template_values *values,
                           struct error *error);
enum status template_check_json(const json_t *json, const struct template_values *values,
                                struct error *error);

#endif
