/* What becomes of packets of several users. */
#include "bench/link/relay.h"

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "bench/link/link_document.h"
#include "bench/link/packet_user.h"
#include "common/base/clock.h"
#include "common/suite/link_addresses.h"
#include "documents/figures.h"

enum { USERS = 10, BYTES = 100, SOURCE_AT = 12, DESTINATION_AT = 16 };

static struct relay *relay;

static void open_relay(const struct relay_settings *settings) {
  relay_destroy(relay);
  assert_int_equal(relay_create(settings, &relay, NULL), STATUS_OK);
}

static int tear_down(void **state) {
  (void)state;
  relay_destroy(relay);
  relay = NULL;
  return 0;
}

static void address_write(uint8_t *packet, size_t at, uint32_t address) {
  for (size_t i = 0; i < 4; i++)
    packet[at + i] = (uint8_t)(address >> (24 - 8 * i));
}

/* A packet of the user's n-th address. */
static void send_of(uint32_t user, uint32_t address, enum link_direction direction,
                    uint64_t now_ns) {
  struct packet *packet = relay_room(relay);
  assert_non_null(packet);
  memset(packet->data, 0, BYTES);
  packet->data[0] = 0x45;
  address_write(packet->data, direction == LINK_UP ? SOURCE_AT : DESTINATION_AT,
                LINK_USERS_BASE + 1 + user + address * LINK_USERS_MAX);
  packet->bytes = BYTES;
  relay_take(relay, packet, direction, now_ns);
}

/* The packets that arrive by now_ns. */
static unsigned arrive(uint64_t now_ns) {
  unsigned count = 0;
  for (struct packet *packet; (packet = relay_arrived(relay, now_ns)); count++)
    relay_delivered(relay, packet, true);
  return count;
}

static uint64_t count_of(enum link_direction direction, enum packet_fate fate) {
  const struct packet_count *count = &relay_counts(relay)->fates[direction][fate];
  assert_int_equal(count->bytes, count->packets * BYTES);
  return count->packets;
}

static void each_direction_has_its_own_delay(void **state) {
  (void)state;
  open_relay(&(struct relay_settings){
      .users = USERS,
      .directions = {[LINK_UP] = {.delay_ns = 10}, [LINK_DOWN] = {.delay_ns = 30}}});
  assert_true(relay_due_ns(relay) == UINT64_MAX);
  send_of(0, 0, LINK_DOWN, 100);
  send_of(0, 0, LINK_UP, 100);
  assert_int_equal(relay_due_ns(relay), 110);
  assert_int_equal(arrive(109), 0);
  assert_int_equal(arrive(112), 1);
  assert_int_equal(relay_due_ns(relay), 130);
  assert_int_equal(relay_on_the_way(relay), 1);
  assert_int_equal(arrive(130), 1);
  assert_int_equal(count_of(LINK_UP, PACKET_DELIVERED), 1);
  assert_int_equal(count_of(LINK_DOWN, PACKET_DELIVERED), 1);
  assert_int_equal(relay_lateness(relay)->count, 2);
  assert_int_equal(relay_lateness(relay)->max_ns, 2);
}

static void users_have_lines_of_their_own_or_share_one(void **state) {
  (void)state;
  struct relay_settings settings = {
      .users = USERS,
      .directions = {
          [LINK_UP] = {.rate_bits_per_s = UINT64_C(8) * BYTES * 1000, .queue_ns = NS_PER_S}}};
  open_relay(&settings);
  for (uint32_t user = 0; user < USERS; user++)
    send_of(user, 0, LINK_UP, 0);
  assert_int_equal(arrive(NS_PER_MS), USERS);
  settings.shared = true;
  open_relay(&settings);
  for (uint32_t user = 0; user < USERS; user++)
    send_of(user, 0, LINK_UP, 0);
  assert_int_equal(arrive(NS_PER_MS), 1);
  assert_int_equal(arrive(USERS * NS_PER_MS), USERS - 1);
}

static void drops_are_counted_by_their_reason(void **state) {
  (void)state;
  open_relay(&(struct relay_settings){
      .users = USERS,
      .directions = {[LINK_UP] = {.loss = 1},
                     [LINK_DOWN] = {.rate_bits_per_s = UINT64_C(8) * BYTES, .queue_ns = 1}}});
  send_of(0, 0, LINK_UP, 0);
  send_of(0, 0, LINK_DOWN, 0);
  send_of(0, 0, LINK_DOWN, 0);
  send_of(USERS, 0, LINK_DOWN, 0); /* nobody's */
  relay_overflowed(relay, LINK_DOWN, BYTES);
  assert_int_equal(count_of(LINK_UP, PACKET_LOST), 1);
  assert_int_equal(count_of(LINK_DOWN, PACKET_QUEUE_FULL), 1);
  assert_int_equal(count_of(LINK_DOWN, PACKET_STRAY), 1);
  assert_int_equal(count_of(LINK_DOWN, PACKET_OVERFLOWED), 1);
  struct packet *packet = relay_arrived(relay, NS_PER_S);
  assert_non_null(packet);
  relay_delivered(relay, packet, false); /* the device has refused it */
  assert_int_equal(count_of(LINK_DOWN, PACKET_OVERFLOWED), 2);
  const struct link_end end = {
      .device_dropped = 3, .inside_bytes = 77, .cpu_s = 0.5, .is_tun = true};
  json_t *document = link_document(relay, &end);
  assert_true(figure_value(document, FIGURE_LINK_UP_LOST, 0) == 1);
  assert_true(figure_value(document, FIGURE_LINK_UP_LOST_BYTES, 0) == BYTES);
  assert_true(figure_value(document, FIGURE_LINK_UP_LOSS, 0) == 1);
  assert_true(figure_value(document, FIGURE_LINK_DOWN_QUEUE_FULL, 0) == 1);
  assert_true(figure_value(document, FIGURE_LINK_DOWN_PACKETS, 9) == 0);
  assert_true(figure_value(document, FIGURE_LINK_OVERFLOWED, 0) == 3 + 2);
  assert_true(figure_value(document, FIGURE_LINK_STRAY, 0) == 1);
  assert_true(figure_value(document, FIGURE_LINK_INSIDE, 0) == 77);
  assert_string_equal(figure_text(document, FIGURE_LINK_DEVICE), "tun");
  json_decref(document);
}

static void what_is_no_packet_of_a_user_is_stray(void **state) {
  (void)state;
  uint8_t packet[BYTES] = {0x45};
  struct packet_user user;
  address_write(packet, SOURCE_AT, LINK_USERS_BASE + 1 + 7);
  assert_true(packet_user_of(packet, BYTES, LINK_UP, &user));
  assert_int_equal(user.number, 7);
  assert_int_equal(user.address, 0);
  assert_false(packet_user_of(packet, 19, LINK_UP, &user));
  assert_false(packet_user_of(packet, BYTES, LINK_DOWN, &user));
  address_write(packet, SOURCE_AT, LINK_USERS_BASE);
  assert_false(packet_user_of(packet, BYTES, LINK_UP, &user));
  packet[0] = 0x60; /* IPv6 */
  address_write(packet, SOURCE_AT, LINK_USERS_BASE + 1);
  assert_false(packet_user_of(packet, BYTES, LINK_UP, &user));
}

static unsigned users_that_reach(uint32_t address, uint64_t now_ns) {
  unsigned reached = 0;
  for (uint32_t user = 0; user < USERS; user++)
    send_of(user, address, LINK_UP, now_ns);
  reached = arrive(now_ns);
  return reached;
}

static void a_cut_takes_a_share_of_the_users(void **state) {
  (void)state;
  open_relay(&(struct relay_settings){.users = USERS});
  relay_cut(relay, 0.3);
  assert_int_equal(users_that_reach(0, 1), 7);
  assert_int_equal(count_of(LINK_UP, PACKET_CUT), 3);
  relay_cut(relay, 0);
  assert_int_equal(users_that_reach(0, 2), USERS);
}

static void a_changed_address_is_in_the_old_ones_place(void **state) {
  (void)state;
  open_relay(&(struct relay_settings){.users = USERS});
  relay_change_addresses(relay, 0.4);
  assert_int_equal(users_that_reach(0, 1), 6);
  assert_int_equal(users_that_reach(1, 2), 4);
}

/* What a user sends wakes its radio when it leaves, also where it is lost; what it is sent, when it
 * arrives. */
static void radios_hear_what_leaves_and_what_arrives(void **state) {
  (void)state;
  open_relay(&(struct relay_settings){
      .users = USERS,
      .radio_tail_ns = 10,
      .directions = {[LINK_UP] = {.loss = 1}, [LINK_DOWN] = {.delay_ns = 100}}});
  relay_set_epoch(relay, 1000);
  send_of(3, 0, LINK_DOWN, 1000);
  send_of(3, 0, LINK_UP, 1050);
  send_of(4, 0, LINK_UP, 1055);
  assert_int_equal(relay_radios(relay).wakeups, 2);
  assert_int_equal(arrive(1100), 1);
  relay_cut(relay, 1);
  send_of(5, 0, LINK_UP, 1150); /* no network: nobody hears it */
  relay_set_end(relay, 2000);
  assert_int_equal(relay_radios(relay).wakeups, 3);
  assert_true(relay_radios(relay).on_share == 30.0 / (USERS * 1000));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(each_direction_has_its_own_delay, tear_down),
      cmocka_unit_test_teardown(users_have_lines_of_their_own_or_share_one, tear_down),
      cmocka_unit_test_teardown(drops_are_counted_by_their_reason, tear_down),
      cmocka_unit_test_teardown(what_is_no_packet_of_a_user_is_stray, tear_down),
      cmocka_unit_test_teardown(a_cut_takes_a_share_of_the_users, tear_down),
      cmocka_unit_test_teardown(radios_hear_what_leaves_and_what_arrives, tear_down),
      cmocka_unit_test_teardown(a_changed_address_is_in_the_old_ones_place, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
