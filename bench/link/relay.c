/* Lines, cuts and counts. */
#include "bench/link/relay.h"

#include <stdlib.h>

#include "bench/link/packet_user.h"
#include "common/base/contract.h"
#include "common/suite/share.h"

/* What the relay knows of a user's network. */
struct attachment {
  bool cut;
  uint32_t address; /* the one in use: packets of others vanish */
};

struct relay {
  struct relay_settings settings;
  struct line *lines[LINK_DIRECTIONS];
  struct attachment *users;
  struct in_flight *flight;
  struct radios *radios;
  uint64_t epoch_ns;
  struct relay_counts counts;
  struct histogram lateness;
};

static bool lines_make(struct relay *relay) {
  size_t count = relay->settings.shared ? 1 : relay->settings.users;
  for (int direction = 0; direction < LINK_DIRECTIONS; direction++) {
    struct line *lines = relay->lines[direction] = calloc(count, sizeof *lines);
    for (size_t i = 0; lines && i < count; i++)
      lines[i] = line_of(relay->settings.seed, i, (enum link_direction)direction);
  }
  return relay->lines[LINK_UP] && relay->lines[LINK_DOWN];
}

enum status relay_create(const struct relay_settings *settings, struct relay **out,
                         struct error *error) {
  CONTRACT(settings->users > 0);
  struct relay *relay = calloc(1, sizeof *relay);
  if (!relay)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a link");
  relay->settings = *settings;
  relay->users = calloc(settings->users, sizeof *relay->users);
  bool good = relay->users && lines_make(relay) && histogram_init(&relay->lateness) == STATUS_OK;
  if (!good || in_flight_create(&relay->flight, NULL) != STATUS_OK ||
      radios_create(settings->users, settings->radio_tail_ns, &relay->radios, NULL) != STATUS_OK) {
    relay_destroy(relay);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a link");
  }
  *out = relay;
  return STATUS_OK;
}

void relay_destroy(struct relay *relay) {
  if (!relay)
    return;
  in_flight_destroy(relay->flight);
  radios_destroy(relay->radios);
  histogram_release(&relay->lateness);
  for (int direction = 0; direction < LINK_DIRECTIONS; direction++)
    free(relay->lines[direction]);
  free(relay->users);
  free(relay);
}

void relay_set_epoch(struct relay *relay, uint64_t epoch_ns) {
  relay->epoch_ns = epoch_ns;
  radios_begin(relay->radios, epoch_ns);
}

void relay_set_end(struct relay *relay, uint64_t end_ns) {
  radios_end(relay->radios, end_ns);
}

void relay_cut(struct relay *relay, double share) {
  struct share drawn = share_of(relay->settings.users, share);
  for (size_t i = 0; i < relay->settings.users; i++)
    relay->users[i].cut = share_next(&drawn);
}

void relay_change_addresses(struct relay *relay, double share) {
  struct share drawn = share_of(relay->settings.users, share);
  for (size_t i = 0; i < relay->settings.users; i++)
    relay->users[i].address += share_next(&drawn);
}

struct packet *relay_room(struct relay *relay) {
  return in_flight_take(relay->flight);
}

void relay_leave_room(struct relay *relay, struct packet *packet) {
  in_flight_spare(relay->flight, packet);
}

static void fate_count(struct relay *relay, enum link_direction direction, enum packet_fate fate,
                       size_t bytes) {
  struct packet_count *count = &relay->counts.fates[direction][fate];
  count->packets++;
  count->bytes += bytes;
}

/* What becomes of it; PACKET_DELIVERED: it arrives at *arrival_ns. */
static enum packet_fate fate_of(struct relay *relay, const struct packet *packet, uint64_t now_ns,
                                uint64_t *arrival_ns) {
  static const enum packet_fate fates[] = {[LINE_CARRIED] = PACKET_DELIVERED,
                                           [LINE_OUT] = PACKET_LOST,
                                           [LINE_QUEUE_FULL] = PACKET_QUEUE_FULL};
  struct packet_user user;
  if (!packet_user_of(packet->data, packet->bytes, packet->direction, &user) ||
      user.number >= relay->settings.users)
    return PACKET_STRAY;
  const struct attachment *attachment = &relay->users[user.number];
  if (attachment->cut || attachment->address != user.address)
    return PACKET_CUT;
  if (packet->direction == LINK_UP)
    radios_packet(relay->radios, user.number, now_ns);
  struct line *line = &relay->lines[packet->direction][relay->settings.shared ? 0 : user.number];
  return fates[line_carry(line, &relay->settings.directions[packet->direction], packet->bytes,
                          now_ns, relay->epoch_ns, arrival_ns)];
}

void relay_take(struct relay *relay, struct packet *packet, enum link_direction direction,
                uint64_t now_ns) {
  uint64_t arrival_ns;
  packet->direction = direction;
  enum packet_fate fate = fate_of(relay, packet, now_ns, &arrival_ns);
  if (fate == PACKET_DELIVERED) {
    in_flight_put(relay->flight, packet, arrival_ns);
    return;
  }
  fate_count(relay, direction, fate, packet->bytes);
  in_flight_spare(relay->flight, packet);
}

void relay_overflowed(struct relay *relay, enum link_direction direction, size_t bytes) {
  fate_count(relay, direction, PACKET_OVERFLOWED, bytes);
}

uint64_t relay_due_ns(const struct relay *relay) {
  return in_flight_due_ns(relay->flight);
}

struct packet *relay_arrived(struct relay *relay, uint64_t now_ns) {
  uint64_t due_ns = in_flight_due_ns(relay->flight);
  if (due_ns > now_ns)
    return NULL;
  histogram_record(&relay->lateness, now_ns - due_ns);
  struct packet *packet = in_flight_next(relay->flight);
  struct packet_user user;
  if (packet->direction == LINK_DOWN &&
      packet_user_of(packet->data, packet->bytes, LINK_DOWN, &user))
    radios_packet(relay->radios, user.number, now_ns);
  return packet;
}

void relay_delivered(struct relay *relay, struct packet *packet, bool written) {
  fate_count(relay, packet->direction, written ? PACKET_DELIVERED : PACKET_OVERFLOWED,
             packet->bytes);
  in_flight_spare(relay->flight, packet);
}

const struct line_settings *relay_line(const struct relay *relay, enum link_direction direction) {
  return &relay->settings.directions[direction];
}

const struct relay_counts *relay_counts(const struct relay *relay) {
  return &relay->counts;
}

size_t relay_on_the_way(const struct relay *relay) {
  return in_flight_count(relay->flight);
}

struct radio_counts relay_radios(const struct relay *relay) {
  return radios_counts(relay->radios);
}

const struct histogram *relay_lateness(const struct relay *relay) {
  return &relay->lateness;
}
