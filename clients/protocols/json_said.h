/* JSON that servers and users say. */
#ifndef CLIENTS_PROTOCOLS_JSON_SAID_H
#define CLIENTS_PROTOCOLS_JSON_SAID_H

#include "clients/protocols/protocol.h"

/* A new reference; NULL: it is no JSON, or nests deeper than JSON_DEPTH_MAX. */
json_t *json_said_read(const char *bytes, size_t count);

/* The text of compact JSON, malloc'd; takes the reference, which may be NULL. NULL without memory.
 */
char *json_said_text(json_t *json);

/* Hands the application what it was sent: a string's text, else compact JSON. */
void json_said_received(struct conversation *conversation, const json_t *json);

/* Whether an option, with its values, is JSON of that kind (JSON_OBJECT, JSON_ARRAY, or -1 for
 * any); STATUS_USAGE names the option. */
enum status json_said_option_check(const struct conversation *conversation, const char *name,
                                   int kind, struct error *error);

/* The option with its values: a new reference, or NULL where it is not JSON. `message` may be NULL.
 */
json_t *json_said_option(const struct conversation *conversation, const char *name,
                         const char *message);

/* The text at a key; "" where there is none. */
const char *json_said_member(const json_t *object, const char *key);

#endif
