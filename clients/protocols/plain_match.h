/* What came from a server of `plain`: whether it is what a description expects, and the values that
 * are taken from it. Pure. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_MATCH_H
#define CLIENTS_PROTOCOLS_PLAIN_MATCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "clients/protocols/protocol.h"
#include "common/base/status.h"
#include "documents/template.h"

/* A message, the data of an event, or an answer with its body. */
struct plain_input {
  const char *bytes;
  size_t count;
  const char *event;                    /* name of the event; NULL: none */
  const struct protocol_answer *answer; /* NULL: none */
  json_t *json;                         /* of the bytes, read when it is needed first */
  bool json_read;
};

struct plain_input plain_input_of_answer(const struct protocol_answer *answer);
void plain_input_release(struct plain_input *input);

/* The bytes as JSON, borrowed; NULL where they are none, or too deep. */
const json_t *plain_input_json(struct plain_input *input);

/* Whether it is as a "match" of docs/schema/target.json says; false for `match` NULL. A template
 * whose variables are not known fits nothing. */
bool plain_matches(struct plain_input *input, const json_t *match,
                   const struct template_values *values);

/* Puts each variable of "capture" into `captured`. STATUS_CHECK names the one that was not found,
 * and where it was looked for. */
enum status plain_capture(struct plain_input *input, const json_t *capture, json_t *captured,
                          struct error *error);

/* A header's value, malloc'd; NULL where there is none, or where it has control characters. */
char *plain_header(const struct protocol_answer *answer, const char *name);

#endif
