/* Removes the variables that name proxies from the environment. Users of all transports connect to
 * the server itself, but libwebsockets would read http_proxy. */
#ifndef CLIENTS_NET_PROXIES_H
#define CLIENTS_NET_PROXIES_H

#include <stddef.h>

/* `names` gets the variables that were set, with ", " between them, cut at the capacity; "": none.
 * To be called before threads are started. */
void proxies_forget(char *names, size_t capacity);

#endif
