/* What JSON that people write may look like: a table of keys for each kind of object, from which
 * come the checks of a file, with lines, and its JSON Schema, for editors. */
#ifndef DOCUMENTS_SHAPE_H
#define DOCUMENTS_SHAPE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"
#include "documents/template.h"

enum shape_kind {
  SHAPE_ANY,
  SHAPE_TEXT,    /* not empty */
  SHAPE_WORDS,   /* a text that may be empty */
  SHAPE_POINTER, /* RFC 6901 */
  SHAPE_NUMBER,  /* from minimum to maximum */
  SHAPE_WHOLE,   /* the same without a fraction */
  SHAPE_SWITCH,  /* true or false */
  SHAPE_TRUE,    /* true alone */
  SHAPE_CHOICE,  /* one of the texts of `choices` */
  /* with variables of `scope` */
  SHAPE_TEMPLATE,
  SHAPE_HEADER, /* TEMPLATE_HEADER */
  SHAPE_PATH,   /* TEMPLATE_URL, begins with "/" */
  SHAPE_URL,    /* TEMPLATE_URL, begins with "/", "http://" or "https://" */
  SHAPE_SCALAR, /* a text with variables, a number, true, false or null */
  SHAPE_BODY,   /* a text with variables, or JSON whose texts have some */
  /* of others */
  SHAPE_OBJECT, /* `object` */
  SHAPE_LIST,   /* not empty, of `item` */
  SHAPE_MAP,    /* an object with keys of any name, and values of `item` */
  /* of several forms */
  SHAPE_EITHER, /* `item` or `other` */
};

struct shape;

struct shape_value {
  enum shape_kind kind;
  double minimum, maximum;    /* of SHAPE_MAP: the most members; 0: any number */
  const char *const *choices; /* NULL ends it */
  unsigned scope;             /* bits that the reader gives a meaning to */
  const struct shape *object;
  const struct shape_value *item, *other;
  const char *key_pattern; /* of SHAPE_MAP: for the schema alone, a regular expression */
  /* Of SHAPE_MAP: NULL, or says what is wrong with a key. */
  enum status (*key_check)(const char *key, struct error *error);
};

struct shape_key {
  const char *name; /* NULL ends a table */
  struct shape_value value;
  const char *meaning;
  bool required;
  const char *needs; /* "a|b": one of these must be there, too; NULL: nothing */
};

enum { SHAPE_KEYS_MAX = 40 };

struct shape {
  const char *name;  /* "step": names it in errors and in the schema; unique */
  const char *words; /* "a step": in errors */
  const struct shape_key *keys;
  const char *exactly_one; /* "a|b": NULL: no such rule */
  const char *at_most_one;
  const char *at_least_one;
};

/* The text that is checked, and what its templates may name. */
struct shape_source {
  const char *path; /* for errors */
  const char *text;
  size_t bytes;
  /* What is known in a scope; the names of the result are for errors. NULL where there are no
   * templates. */
  struct template_values (*known)(void *owner, unsigned scope);
  void *owner;
};

/* "targets/x.json:12: transports.sse.url: …" of what a JSON pointer points at. */
enum status shape_fault(const struct shape_source *source, const char *pointer, struct error *error,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Checks a part of the document, which stands at the pointer. STATUS_USAGE, with shape_fault's
 * text, where it is not as its shape says. */
enum status shape_check(const struct shape *shape, const json_t *part, const char *pointer,
                        const struct shape_source *source, struct error *error);
enum status shape_check_value(const struct shape_value *value, const json_t *part,
                              const char *pointer, const struct shape_source *source,
                              struct error *error);

/* The key; NULL where there is none. */
const struct shape_key *shape_key_named(const struct shape *shape, const char *name);

/* A JSON Schema (draft 2020-12). A new reference. */
json_t *shape_schema(const struct shape *shape, const char *title);

#endif
