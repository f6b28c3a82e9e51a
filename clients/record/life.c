/* Names, close frames, and ends of sockets. */
#include "clients/record/life.h"

#include <errno.h>
#include <string.h>

#include "clients/record/carrier.h"
#include "common/base/contract.h"
#include "common/wire/websocket_frame.h"
#include "common/wire/wire_bytes.h"

const char *const life_failure_names[LIFE_FAILURE_COUNT] = {
#define LIFE_FAILURE_NAME(name, text) [LIFE_##name] = (text),
    LIFE_FAILURES(LIFE_FAILURE_NAME)
#undef LIFE_FAILURE_NAME
};

const char *const life_end_names[LIFE_END_COUNT] = {
#define LIFE_END_NAME(name, text) [LIFE_##name] = (text),
    LIFE_ENDS(LIFE_END_NAME)
#undef LIFE_END_NAME
};

enum status life_init(struct life *life, struct error *error) {
  struct life made = {.established = 0};
  if (histogram_init(&made.connect) != STATUS_OK)
    goto out;
  if (histogram_init(&made.first_byte) != STATUS_OK)
    goto out_connect;
  if (histogram_init(&made.ready_time) != STATUS_OK)
    goto out_first_byte;
  if (histogram_init(&made.outage) != STATUS_OK)
    goto out_ready;
  *life = made;
  return STATUS_OK;

out_ready:
  histogram_release(&made.ready_time);
out_first_byte:
  histogram_release(&made.first_byte);
out_connect:
  histogram_release(&made.connect);
out:
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the connections' times");
}

void life_release(struct life *life) {
  histogram_release(&life->connect);
  histogram_release(&life->first_byte);
  histogram_release(&life->ready_time);
  histogram_release(&life->outage);
}

uint64_t life_lost_unprovoked(const struct life *life) {
  uint64_t lost = 0;
  for (int i = 0; i < LIFE_FAILURE_COUNT; i++)
    lost += life->lost[i];
  CONTRACT(life->lost_provoked <= lost);
  return lost - life->lost_provoked;
}

void life_established(struct life *life, uint64_t connect_ns) {
  life->established++;
  histogram_record(&life->connect, connect_ns);
}

void life_answered(struct life *life, uint64_t first_byte_ns) {
  life->answered++;
  histogram_record(&life->first_byte, first_byte_ns);
}

void life_ready(struct life *life, uint64_t ready_ns) {
  life->ready++;
  histogram_record(&life->ready_time, ready_ns);
}

/* Replaces the characters that are no printable ASCII: the peer wrote them, and a document shows
 * them. */
static void reason_copy(char *out, const char *reason, size_t bytes) {
  size_t count = bytes < LIFE_REASON_BYTES ? bytes : LIFE_REASON_BYTES - 1;
  for (size_t i = 0; i < count; i++)
    out[i] = reason[i] >= ' ' && reason[i] <= '~' ? reason[i] : '?';
  out[count] = '\0';
}

static void close_count(struct life *life, const struct life_close *close) {
  for (size_t i = 0; i < life->close_count; i++) {
    struct life_close *known = &life->closes[i];
    if (known->code == close->code && known->by == close->by &&
        strcmp(known->reason, close->reason) == 0) {
      known->count += close->count;
      return;
    }
  }
  if (life->close_count < LIFE_CLOSES_MAX)
    life->closes[life->close_count++] = *close;
  else
    life->closes_untold += close->count;
}

void life_closed(struct life *life, enum life_end by, const char *payload, size_t payload_bytes) {
  struct life_close close = {
      .code = websocket_close_code(payload, payload_bytes), .by = by, .count = 1};
  if (payload_bytes > CLOSE_CODE_BYTES)
    reason_copy(close.reason, payload + CLOSE_CODE_BYTES, payload_bytes - CLOSE_CODE_BYTES);
  close_count(life, &close);
}

void life_cut(struct life *life, enum life_end by) {
  const struct life_close close = {.code = CLOSE_NO_FRAME, .by = by, .count = 1};
  close_count(life, &close);
}

enum life_failure life_failure_of(int error_number) {
  switch (error_number) {
  case ECONNREFUSED:
    return LIFE_REFUSED;
  case ECONNRESET:
  case ECONNABORTED: /* a program on this host ended it, as `ss -K` */
  case EPIPE:
    return LIFE_RESET;
  case ETIMEDOUT:
    return LIFE_TIMEOUT;
  case EADDRNOTAVAIL:
  case EADDRINUSE:
    return LIFE_NO_PORT;
  case EMFILE:
  case ENFILE:
    return LIFE_NO_DESCRIPTOR;
  default:
    return LIFE_OTHER;
  }
}

enum life_end life_end_of(int descriptor) {
  switch (wire_state_read(descriptor)) {
  case WIRE_PEER_CLOSED:
    return LIFE_BY_SERVER;
  case WIRE_RESET:
    return LIFE_BY_RESET;
  case WIRE_OPEN:
    break;
  }
  return LIFE_BY_CLIENT;
}

static void close_carry(struct life *life, const struct life_close *own, struct carrier *carrier) {
  struct life_close close = {.code = (uint16_t)carrier_number(carrier, own->code),
                             .by = (enum life_end)carrier_number(carrier, own->by),
                             .count = carrier_number(carrier, own->count)};
  memcpy(close.reason, own->reason, sizeof close.reason);
  carrier_text(carrier, close.reason, sizeof close.reason);
  if (carrier->arriving)
    close_count(life, &close);
}

void life_carry(struct life *life, struct carrier *carrier) {
  carrier_sum(carrier, &life->established);
  carrier_sum(carrier, &life->answered);
  carrier_sum(carrier, &life->upgraded);
  carrier_sum(carrier, &life->ready);
  carrier_sums(carrier, life->failed, LIFE_FAILURE_COUNT);
  carrier_sums(carrier, life->lost, LIFE_FAILURE_COUNT);
  carrier_sum(carrier, &life->lost_provoked);
  carrier_sums(carrier, life->ended, LIFE_END_COUNT);
  carrier_sum(carrier, &life->closes_untold);
  carrier_sum(carrier, &life->not_back);
  carrier_histogram(carrier, &life->outage);
  carrier_histogram(carrier, &life->connect);
  carrier_histogram(carrier, &life->first_byte);
  carrier_histogram(carrier, &life->ready_time);
  static const struct life_close none = {.code = 0};
  uint64_t closes = carrier_number(carrier, life->close_count);
  for (uint64_t i = 0; i < closes && !carrier->broken; i++)
    close_carry(life, carrier->arriving ? &none : &life->closes[i], carrier);
}
