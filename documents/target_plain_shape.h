/* The keys of what `plain` is told: steps, requests, cursors, replies. */
#ifndef DOCUMENTS_TARGET_PLAIN_SHAPE_H
#define DOCUMENTS_TARGET_PLAIN_SHAPE_H

#include "common/base/traits.h"
#include "documents/shape.h"

/* The variables that a template may name. */
enum target_scope {
  SCOPE_USER = 1 << 0,      /* channel, user, random, run */
  SCOPE_CAPTURED = 1 << 1,  /* what steps capture */
  SCOPE_CURSOR = 1 << 2,    /* cursor */
  SCOPE_MESSAGE = 1 << 3,   /* message */
  SCOPE_PORT = 1 << 4,      /* port, port.NAME */
  SCOPE_PUBLISHER = 1 << 5, /* channel, run */
  SCOPE_SECRET = 1 << 6,    /* secret.NAME */
};

/* Methods of requests; NULL ends it. */
extern const char *const target_methods[];

/* An object of "transports", where the protocol is `plain`. */
extern const struct shape *const target_plain_shapes[TRANSPORT_COUNT];

/* The WebSocket of a publisher. */
extern const struct shape target_publisher_shape;

#endif
