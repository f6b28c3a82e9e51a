/* Requests and texts of `plain`, with the values of a conversation in them. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_REQUEST_H
#define CLIENTS_PROTOCOLS_PLAIN_REQUEST_H

#include "clients/protocols/plain_match.h"
#include "clients/protocols/plain_state.h"

/* The variables of a conversation. `captured`: those of plain_of(conversation), or others. */
struct plain_values {
  const struct conversation *conversation;
  const json_t *captured;
  const char *message; /* NULL: none */
  char random[24];
  char *start; /* of the cursor, once it was asked for; plain_values_release */
};
struct template_values plain_values(struct plain_values *values);
struct plain_values plain_values_of(const struct conversation *conversation);
void plain_values_release(struct plain_values *values);

/* The text or JSON, expanded: malloc'd. NULL with the reason. */
char *plain_body(const struct conversation *conversation, const json_t *body, const char *message,
                 struct error *error);

bool plain_input_fits(const struct conversation *conversation, struct plain_input *input,
                      const json_t *match);

/* Whether the status is one of 200 to 299. */
bool plain_good(const struct protocol_answer *answer);

enum plain_sending { PLAIN_REQUEST, PLAIN_STREAM, PLAIN_WEBSOCKET };

/* A request as the object describes it, with more headers, on that lane. STATUS_USAGE says why it
 * cannot be sent. */
struct plain_sent {
  enum plain_sending as;
  enum protocol_lane lane;
  const json_t *object, *captured;
  const struct protocol_header *more;
  size_t more_count;
  const char *message; /* {message}; NULL: none */
  const char *method;  /* where the object has none; NULL: GET, and POST with a body */
  double timeout_s;    /* 0: none */
};
enum status plain_send_request(const struct conversation *conversation,
                               const struct plain_sent *sent, struct error *error);

#endif
