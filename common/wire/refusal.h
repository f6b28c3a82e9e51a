/* Reasons of refused requests by which a prober of the path to a server sees that it was the server
 * that refused, and why: the request has passed. */
#ifndef COMMON_WIRE_REFUSAL_H
#define COMMON_WIRE_REFUSAL_H

#define REFUSAL_HOST "this Host is neither an address nor localhost nor named by --allow-host"
#define REFUSAL_TOKEN                                                     \
  ("this takes the control token that the server's ready line tells, as " \
   "Authorization: Bearer TOKEN")
#define REFUSAL_LONG_TARGET "the path or the query is too long"
#define REFUSAL_LONG_BODY "the body is too long"
#define REFUSAL_NO_HANDSHAKE "this path takes a WebSocket handshake"

#endif
