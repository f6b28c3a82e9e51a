/* The server's side of agreeing on permessage-deflate (RFC 7692, section 7). Pure. */
#ifndef SERVERS_WIRE_DEFLATE_OFFER_H
#define SERVERS_WIRE_DEFLATE_OFFER_H

#include <stdbool.h>

#include "common/deflate/deflate_parameters.h"

enum { DEFLATE_ANSWER_BYTES = 160 };

struct deflate_agreement {
  bool agreed;
  bool server_keeps_window, client_keeps_window;
  int server_window_bits; /* 9 to 15 */
};

/* Agrees to the first offer of a list that can be kept, with a window of at most 2^window_bits
 * bytes (9 to 15), and writes the value of Sec-WebSocket-Extensions; "" where there is none. */
void deflate_agree(const char *offers, int window_bits, struct deflate_agreement *out,
                   char answer[static DEFLATE_ANSWER_BYTES]);

#endif
