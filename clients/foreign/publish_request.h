/* The conversation of a publisher whose description has a request for each message. */
#ifndef CLIENTS_FOREIGN_PUBLISH_REQUEST_H
#define CLIENTS_FOREIGN_PUBLISH_REQUEST_H

#include "clients/protocols/protocol.h"

/* Its conversation->description is the object "request" in "publish": method, url, headers, body
 * and the statuses that say "published". */
extern const struct protocol publish_request;

#endif
