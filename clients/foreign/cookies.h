/* A user's cookies (RFC 6265), as far as servers of sessions and sticky balancers need them: names
 * and values, sent with every request of the user. A user talks with one server, so domain, path
 * and the demand for TLS are not looked at; a cookie that has expired is forgotten. Pure. */
#ifndef CLIENTS_FOREIGN_COOKIES_H
#define CLIENTS_FOREIGN_COOKIES_H

#include <stddef.h>

enum { COOKIES_BYTES_MAX = 4096 }; /* of all together, as a line; more are not kept */

struct cookies {
  char *line; /* "a=1; b=2"; NULL: none */
};

void cookies_release(struct cookies *cookies);

/* Takes the cookies that an answer's head sets, in the place of older ones of the same names. */
void cookies_take(struct cookies *cookies, const char *head, size_t head_bytes);

/* The value of Cookie; "" for none. */
const char *cookies_line(const struct cookies *cookies);

#endif
