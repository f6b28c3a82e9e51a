/* The addresses of both ends of a link: of 198.18.0.0/15, which RFC 2544 sets aside for benchmarks.
 */
#ifndef COMMON_SUITE_LINK_ADDRESSES_H
#define COMMON_SUITE_LINK_ADDRESSES_H

#include <stdint.h>

#define LINK_USERS_NETWORK "198.18.0.0/16"
#define LINK_FIRST_USER "198.18.0.1"
#define LINK_SERVER "198.19.0.1"

/* Around the link, for the client's own requests. */
#define LINK_CONTROL_SERVER "198.19.255.1"
#define LINK_CONTROL_CLIENT "198.19.255.2"

/* User u has 198.18.0.0 + 1 + u, and, once its address has changed n times, LINK_USERS_MAX * n
 * more.
 */
#define LINK_USERS_BASE UINT32_C(0xc6120000)
enum { LINK_USERS_MAX = 1 << 14, LINK_ADDRESSES_OF_USER = 4 };

#endif
