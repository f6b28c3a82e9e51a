/* What all WebSocket users share: one libwebsockets context on the loop. */
#ifndef CLIENTS_WEBSOCKET_H
#define CLIENTS_WEBSOCKET_H

#include "common/status.h"

struct client;
struct websockets;

enum status websockets_create(struct client *client, struct websockets **out, struct error *error);
void websockets_destroy(struct websockets *websockets); /* NULL is fine */

const char *websocket_library_version(void); /* "libwebsockets 4.1.6" */

#endif
