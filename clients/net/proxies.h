/* Proxies that the environment names. Users connect to the server that they are told of, on
 * every transport alike; libwebsockets would read http_proxy by itself. */
#ifndef CLIENTS_NET_PROXIES_H
#define CLIENTS_NET_PROXIES_H

#include <stddef.h>

/* Takes them out of the environment of this process. `names` gets those that were set, with
 * ", " between, cut where there is no room; "" for none. Before threads are started. */
void proxies_forget(char *names, size_t capacity);

#endif
