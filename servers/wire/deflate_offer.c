/* Each offer by itself. The client's window is never restricted: what it sends is inflated with the
 * largest. */
#include "servers/wire/deflate_offer.h"

#include <stdio.h>
#include <string.h>

#include "common/wire/header_list.h"

static bool offer_can_be_kept(const struct deflate_parameters *offer) {
  return offer->server_window_bits == DEFLATE_BITS_NOT_GIVEN ||
         offer->server_window_bits >= DEFLATE_BITS_MIN;
}

static void offer_accept(const struct deflate_parameters *offer, int window_bits,
                         struct deflate_agreement *out, char answer[static DEFLATE_ANSWER_BYTES]) {
  char bits[40] = "";
  bool asked = offer->server_window_bits != DEFLATE_BITS_NOT_GIVEN;
  if (asked && offer->server_window_bits < window_bits)
    window_bits = offer->server_window_bits;
  if (asked)
    snprintf(bits, sizeof bits, "; server_max_window_bits=%d", window_bits);
  *out = (struct deflate_agreement){.agreed = true,
                                    .server_keeps_window = !offer->server_forgets,
                                    .client_keeps_window = !offer->client_forgets,
                                    .server_window_bits = window_bits};
  snprintf(answer, DEFLATE_ANSWER_BYTES, DEFLATE_EXTENSION "%s%s%s",
           offer->server_forgets ? "; server_no_context_takeover" : "",
           offer->client_forgets ? "; client_no_context_takeover" : "", bits);
}

void deflate_agree(const char *offers, int window_bits, struct deflate_agreement *out,
                   char answer[static DEFLATE_ANSWER_BYTES]) {
  const char *end = offers + strlen(offers);
  const char *item = NULL;
  size_t bytes = 0;
  struct deflate_parameters offer;
  *out = (struct deflate_agreement){.agreed = false};
  answer[0] = '\0';
  while (!out->agreed && header_list_next(&offers, end, ',', &item, &bytes))
    if (deflate_parameters_read(item, bytes, &offer) && offer_can_be_kept(&offer))
      offer_accept(&offer, window_bits, out, answer);
}
