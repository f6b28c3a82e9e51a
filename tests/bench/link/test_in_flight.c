/* Packets on their way arrive in the order of their instants. */
#include "bench/link/in_flight.h"

#include "common/base/random.h"
#include "tests/contracts.h"

static int set_up(void **state) {
  struct in_flight *flight;
  assert_int_equal(in_flight_create(&flight, NULL), STATUS_OK);
  *state = flight;
  return 0;
}

static int tear_down(void **state) {
  in_flight_destroy(*state);
  return 0;
}

static void send_at(struct in_flight *flight, uint64_t arrival_ns, uint32_t bytes) {
  struct packet *packet = in_flight_take(flight);
  assert_non_null(packet);
  packet->bytes = bytes;
  in_flight_put(flight, packet, arrival_ns);
}

static void packets_arrive_by_instant_and_those_of_one_instant_as_sent(void **state) {
  enum { COUNT = 5000, INSTANTS = 100 };
  struct in_flight *flight = *state;
  struct random random = random_seeded(1, 1);
  uint32_t newest[INSTANTS] = {0};
  assert_true(in_flight_due_ns(flight) == UINT64_MAX);
  uint64_t at[COUNT + 1];
  for (uint32_t i = 1; i <= COUNT; i++) {
    at[i] = random_next(&random) % INSTANTS;
    send_at(flight, at[i], i);
  }
  uint64_t before_ns = 0;
  for (size_t left = COUNT; left > 0; left--) {
    assert_int_equal(in_flight_count(flight), left);
    uint64_t due_ns = in_flight_due_ns(flight);
    struct packet *packet = in_flight_next(flight);
    assert_true(due_ns >= before_ns);
    assert_int_equal(at[packet->bytes], due_ns);
    assert_true(packet->bytes > newest[due_ns]);
    newest[due_ns] = packet->bytes;
    before_ns = due_ns;
    in_flight_spare(flight, packet);
  }
  assert_true(in_flight_due_ns(flight) == UINT64_MAX);
}

static void a_spare_packet_is_used_again(void **state) {
  struct in_flight *flight = *state;
  struct packet *packet = in_flight_take(flight);
  in_flight_spare(flight, packet);
  assert_ptr_equal(in_flight_take(flight), packet);
  in_flight_spare(flight, packet);
}

static void there_is_room_for_so_many_and_no_more(void **state) {
  struct in_flight *flight = *state;
  size_t count = 0;
  for (struct packet *packet; (packet = in_flight_take(flight)); count++)
    in_flight_put(flight, packet, count);
  assert_int_equal(count, IN_FLIGHT_PACKETS_MAX);
  in_flight_spare(flight, in_flight_next(flight));
  assert_non_null(in_flight_take(flight));
}

static void take_next(void *flight) {
  in_flight_next(flight);
}

static void nothing_can_be_taken_from_an_empty_one(void **state) {
  assert_contract_broken(take_next, *state, "flight->count > 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(packets_arrive_by_instant_and_those_of_one_instant_as_sent,
                                      set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_spare_packet_is_used_again, set_up, tear_down),
      cmocka_unit_test_setup_teardown(there_is_room_for_so_many_and_no_more, set_up, tear_down),
      cmocka_unit_test_setup_teardown(nothing_can_be_taken_from_an_empty_one, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
