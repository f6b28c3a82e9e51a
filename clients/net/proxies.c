/* The names of the variables. */
#include "clients/net/proxies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const variables[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                        "all_proxy",  "ALL_PROXY",  "socks_proxy", "SOCKS_PROXY",
                                        "ws_proxy",   "WS_PROXY",   "wss_proxy",   "WSS_PROXY"};

void proxies_forget(char *names, size_t capacity) {
  *names = '\0';
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
    const char *value = getenv(variables[i]);
    size_t used = strlen(names);
    if (value && *value)
      snprintf(names + used, capacity - used, "%s%s", used ? ", " : "", variables[i]);
    unsetenv(variables[i]);
  }
}
