/* Faults of the users: when each begins and ends, and which users it affects. */
#include "tests/capture.h"
#include "tests/clients/fixture_crowd.h"
#include "tests/clients/fixture_peer.h"
#include "tests/loopback.h"

#include <errno.h>

#include "clients/faults/client_faults.h"
#include "common/suite/link_addresses.h"

enum { USERS = 8, DURATION_S = 10 };

static const uint64_t START_NS = 100 * NS_PER_S;

static struct made_crowd *made;
static struct user *users;
static struct client_faults faults;
static uint64_t paused, resumed; /* how often users were told to pause, and to resume */
static int sockets[USERS];       /* the users' sockets; -1: not connected */

static void note_pause(struct user *user) {
  assert_true(user->paused);
  paused++;
}

static void note_resume(struct user *user) {
  assert_false(user->paused);
  resumed++;
}

static int descriptor_of(const struct user *user) {
  return sockets[user->id];
}

static const struct transport transport = {.name = "sse",
                                           .user_init = made_user_init,
                                           .user_release = made_user_nothing,
                                           .pause = note_pause,
                                           .resume = note_resume,
                                           .descriptor = descriptor_of};

/* The number of users who do not read now. */
static size_t not_reading(void) {
  size_t count = 0;
  for (size_t i = 0; i < USERS; i++)
    count += users[i].paused;
  assert_int_equal(count, paused - resumed);
  return count;
}

/* Makes a crowd of users who are ready, with the faults of a command line. */
static void stage_open(const char *text, bool commands) {
  paused = resumed = 0;
  made = made_crowd_create();
  made->options.transport = TRANSPORT_SSE;
  made->options.clients = USERS;
  made->options.duration_s = DURATION_S;
  made->options.faults = text;
  made->options.commands = commands;
  made_crowd_open(made, &transport);
  assert_int_equal(client_faults_init(&faults, &made->crowd, NULL), STATUS_OK);
  made_crowd_users(made, 0);
  users = made->crowd.users;
  for (size_t i = 0; i < USERS; i++) {
    users[i].state = USER_READY;
    sockets[i] = -1;
  }
  record_set_phase(&made->record, START_NS, START_NS + DURATION_S * NS_PER_S);
}

static void stage_begin(const char *text, uint64_t start_ns) {
  stage_open(text, false);
  assert_int_equal(client_faults_begin(&faults, start_ns, NULL), STATUS_OK);
}

static void stage_close(void) {
  client_faults_release(&faults);
  made_crowd_destroy(made);
}

static void act_at(double at_s) {
  client_faults_act(&faults, START_NS + (uint64_t)(at_s * 1e9));
}

/* --- faults at their times ------------------------------------------------------------- */

static void a_share_of_the_users_stops_reading_for_its_time(void **state) {
  (void)state;
  stage_begin("slow_reader@1+2*0.25,slow_reader@5+1*1", START_NS);
  act_at(0.999);
  assert_int_equal(not_reading(), 0);
  act_at(1);
  assert_int_equal(not_reading(), USERS / 4);
  act_at(2.999);
  assert_int_equal(not_reading(), USERS / 4);
  act_at(3);
  assert_int_equal(not_reading(), 0);
  int slow = 0;
  for (size_t i = 0; i < USERS; i++)
    slow += users[i].slow;
  assert_int_equal(slow, USERS / 4);
  act_at(5.5);
  assert_int_equal(not_reading(), USERS);
  assert_int_equal(faults.record.effects[0].affected, USERS / 4);
  assert_int_equal(faults.record.effects[1].affected, USERS);
  stage_close();
}

static void ended_users_are_not_affected(void **state) {
  (void)state;
  stage_begin("slow_reader@1+2*1", START_NS);
  users[3].state = USER_ENDED;
  act_at(1);
  assert_int_equal(not_reading(), USERS - 1);
  assert_int_equal(faults.record.effects[0].affected, USERS - 1);
  stage_close();
}

static void a_share_of_the_users_gets_other_addresses(void **state) {
  (void)state;
  stage_begin("change_address@1*0.25,change_address@2*1", START_NS);
  for (uint32_t i = 0; i < USERS; i++)
    users[i].address = 1000 + i;
  users[5].address = 0; /* whatever the system chooses */
  act_at(1);
  size_t moved = 0;
  for (uint32_t i = 0; i < USERS; i++)
    moved += users[i].address == 1000 + i + LINK_USERS_MAX;
  assert_in_range(moved, USERS / 4 - 1, USERS / 4);
  act_at(2);
  for (uint32_t i = 0; i < USERS; i++)
    if (i != 5)
      assert_true(users[i].address >= 1000 + i + LINK_USERS_MAX);
  assert_int_equal(users[5].address, 0);
  stage_close();
}

static void faults_of_other_programs_are_ignored(void **state) {
  (void)state;
  stage_begin("freeze_server@1+1,drop_connections@3*1,flood@4=10,refuse@5+1,kill_server@7+1",
              START_NS);
  act_at(9);
  assert_int_equal(not_reading(), 0);
  assert_null(faults.ports);
  stage_close();
}

/* Whether the server's end of a connection has been reset. */
static bool is_reset(int far) {
  char byte;
  return recv(far, &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET;
}

static void users_of_other_servers_reset_their_connections(void **state) {
  (void)state;
  struct loopback pairs[USERS];
  struct sockets counts;
  static int nothing;
  uint64_t reset = 0;
  for (int commands = 0; commands < 2; commands++) {
    stage_open("drop_connections@1*0.5", commands);
    assert_int_equal(sockets_init(&counts, made->crowd.network.loop, 1024, NULL), STATUS_OK);
    made->crowd.network.sockets = &counts;
    made->crowd.foreign = (struct foreign *)(void *)&nothing; /* only whether there is one */
    if (!commands)
      assert_int_equal(client_faults_begin(&faults, START_NS, NULL), STATUS_OK);
    for (size_t i = 0; i < USERS; i++) {
      pairs[i] = loopback_open();
      sockets[i] = pairs[i].near;
      sockets_opened(&counts, sockets[i]);
    }
    if (commands)
      client_faults_hear(&faults, "drop_connections on 0.5 0");
    else
      act_at(1);
    reset = 0;
    for (size_t i = 0; i < USERS; i++)
      reset += is_reset(pairs[i].far);
    assert_int_equal(reset, USERS / 2);
    assert_int_equal(counts.live_count, USERS / 2); /* those that are reset were counted before */
    for (size_t i = 0; i < USERS; i++)
      loopback_close(&pairs[i]);
    made->crowd.foreign = NULL;
    client_faults_release(&faults);
    sockets_release(&counts);
    made_crowd_destroy(made);
  }
}

static void at_the_end_all_read_on_and_nothing_begins_any_more(void **state) {
  (void)state;
  stage_begin("slow_reader@1+2*0.5,slow_reader@5+1*1", START_NS);
  act_at(1);
  assert_int_equal(not_reading(), USERS / 2);
  client_faults_end(&faults);
  assert_int_equal(not_reading(), 0);
  act_at(6);
  assert_int_equal(not_reading(), 0);
  client_faults_end(&faults);
  stage_close();
}

static void the_loop_is_told_of_each_time(void **state) {
  (void)state;
  stage_begin("slow_reader@0.001+0.001*1", clock_now_ns());
  run_until_count(made->crowd.network.loop, &resumed, USERS);
  assert_int_equal(paused, USERS);
  assert_int_equal(not_reading(), 0);
  stage_close();
}

static void faults_that_do_not_fit_into_the_phase_are_refused(void **state) {
  (void)state;
  struct error error = {""};
  struct client_faults refused;
  stage_open("", false);
  assert_null(made->record.faults);
  made->options.faults = "slow_reader@9+2*1";
  assert_int_equal(client_faults_init(&refused, &made->crowd, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "raise duration_s"));
  made->options.faults = "slow_reader";
  assert_int_equal(client_faults_init(&refused, &made->crowd, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "is no fault"));
  stage_close();
}

/* --- faults on command ----------------------------------------------------------------- */

/* The standard error for a line. */
static const char *said_of(const char *line) {
  static char said[512];
  struct capture capture;
  capture_begin(&capture, STDERR_FILENO);
  client_faults_hear(&faults, line);
  return capture_end(&capture, said, sizeof said);
}

static void commands_begin_and_end_the_faults_in_their_order(void **state) {
  (void)state;
  stage_open("slow_reader@1+1*0.25,freeze_server@3+1,slow_reader@5+1*0.5", true);
  client_faults_act(&faults, START_NS + 9 * NS_PER_S); /* faults on command ignore the times */
  assert_int_equal(not_reading(), 0);
  client_faults_hear(&faults, "slow_reader on 0.25 0");
  assert_int_equal(not_reading(), USERS / 4);
  client_faults_hear(&faults, "slow_reader off 0.25 0");
  assert_int_equal(not_reading(), 0);
  client_faults_hear(&faults, "slow_reader on 0.5 0");
  assert_int_equal(not_reading(), USERS / 2);
  assert_int_equal(faults.record.effects[0].affected, USERS / 4);
  assert_int_equal(faults.record.effects[2].affected, USERS / 2);
  client_faults_hear(&faults, "slow_reader off 0.5 0");
  assert_non_null(strstr(said_of("slow_reader on 0.5 0"), "or no more of them"));
  assert_int_equal(not_reading(), 0);
  stage_close();
}

static void unknown_commands_are_reported_and_do_nothing(void **state) {
  (void)state;
  static const struct {
    const char *line, *said;
  } cases[] = {
      {"freeze_server on 1 0", "freeze_server is no fault of the users"},
      {"silence_connections on 1 0", "--faults has no silence_connections, or no more of them"},
      {"slow_reader on", "'slow_reader on' is no command: KIND on|off SHARE MESSAGES"},
  };
  stage_open("slow_reader@1+1*1,freeze_server@3+1", true);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_non_null(strstr(said_of(cases[i].line), cases[i].said));
  assert_int_equal(not_reading(), 0);
  assert_null(faults.ports);
  assert_string_equal(said_of("slow_reader on 1 0"), "");
  assert_int_equal(not_reading(), USERS);
  stage_close();
}

static void commands_are_the_lines_of_standard_input(void **state) {
  (void)state;
  int ends[2], kept = dup(STDIN_FILENO);
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  stage_open("slow_reader@1+1*1", true);
  assert_int_equal(client_faults_begin(&faults, START_NS, NULL), STATUS_OK);
  char text[3 * FAULT_COMMAND_BYTES];
  int bytes = snprintf(text, sizeof text, "%*s\nslow_reader on 1 0\nslow_reader off", 150, "long");
  assert_int_equal(write(ends[1], text, (size_t)bytes), bytes);
  run_until_count(made->crowd.network.loop, &paused, USERS);
  assert_int_equal(write(ends[1], " 1 0\n", 5), 5);
  run_until_count(made->crowd.network.loop, &resumed, USERS);
  assert_int_equal(not_reading(), 0);
  stage_close();
  assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
  close(kept);
  close(ends[0]);
  close(ends[1]);
}

/* --- silenced connections -------------------------------------------------------------- */

/* Whether a filter drops all packets for the socket. */
static bool is_silent(int descriptor) {
  socklen_t instructions = 0;
  assert_int_equal(getsockopt(descriptor, SOL_SOCKET, SO_GET_FILTER, NULL, &instructions), 0);
  return instructions > 0;
}

static void port_note(char *asked, size_t capacity, uint16_t port) {
  size_t used = strlen(asked);
  snprintf(asked + used, capacity - used, "%s%u", asked[used - 1] == '[' ? "" : ",",
           (unsigned)port);
}

static void both_ends_of_the_connections_fall_silent(void **state) {
  (void)state;
  struct made_peer server;
  char asked[256] = "{\"ports\":[";
  stage_begin("silence_connections@1*1", START_NS);
  peer_listen(&server, made->crowd.network.loop);
  for (size_t i = 0; i < USERS - 1; i++) /* the last user is not connected */
    sockets[i] = loopback_connect(server.target.port);
  users[1].state = USER_WAITING;
  assert_int_equal(server_calls_create(made->crowd.network.loop, &server.target, &made->options, 1,
                                       &faults.calls, NULL),
                   STATUS_OK);

  act_at(1);
  for (size_t i = 0; i < USERS - 1; i++) {
    assert_int_equal(is_silent(sockets[i]), i != 1);
    if (i != 1)
      port_note(asked, sizeof asked, loopback_port_of(sockets[i]));
  }
  assert_int_equal(faults.record.effects[0].affected, USERS - 2);
  assert_int_equal(faults.record.effects[0].unaware, USERS - 2);
  for (size_t i = 0; i < USERS; i++) /* the newest connection is the one with the command */
    peer_accept(&server);
  peer_wait(&server, "]}");
  assert_memory_equal(server.text, "POST /silence ", 14);
  assert_memory_equal(strchr(server.text, '{'), asked, strlen(asked));
  server_calls_destroy(faults.calls);
  peer_end(&server);
  for (size_t i = 0; i < USERS - 1; i++)
    close(sockets[i]);
  stage_close();
}

static void a_share_of_the_connections_falls_silent(void **state) {
  (void)state;
  struct made_peer server;
  stage_begin("silence_connections@1*0.25", START_NS);
  peer_listen(&server, made->crowd.network.loop);
  for (size_t i = 0; i < USERS; i++)
    sockets[i] = loopback_connect(server.target.port);
  assert_int_equal(server_calls_create(made->crowd.network.loop, &server.target, &made->options, 1,
                                       &faults.calls, NULL),
                   STATUS_OK);
  act_at(1);
  int silent = 0;
  for (size_t i = 0; i < USERS; i++)
    silent += is_silent(sockets[i]);
  assert_int_equal(silent, USERS / 4);
  assert_int_equal(faults.record.effects[0].affected, USERS / 4);
  server_calls_destroy(faults.calls);
  peer_end(&server);
  for (size_t i = 0; i < USERS; i++)
    close(sockets[i]);
  stage_close();
}

/* --- messages that were due ------------------------------------------------------------ */

static void messages_due_under_each_fault_are_summed_over_the_users(void **state) {
  (void)state;
  struct server_channel channels[2] = {{.count = 10}, {.count = 1}};
  const struct server_answer answer = {.channels = channels, .channel_count = 2};
  stage_begin("slow_reader@1+1*1,refuse@3+1", START_NS);
  users[0].subscriber.channel = 1;
  assert_ptr_equal(client_faults_unknown(&faults), &faults.record.effects[0]);
  client_faults_take(&faults, &answer);
  assert_ptr_equal(client_faults_unknown(&faults), &faults.record.effects[1]);
  channels[0].count = 20;
  client_faults_take(&faults, &answer);
  assert_null(client_faults_unknown(&faults));
  assert_int_equal(faults.expected[0], (USERS - 1) * 10 + 1);
  assert_int_equal(faults.expected[1], (USERS - 1) * 20 + 1);
  stage_close();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_share_of_the_users_gets_other_addresses),
      cmocka_unit_test(a_share_of_the_users_stops_reading_for_its_time),
      cmocka_unit_test(ended_users_are_not_affected),
      cmocka_unit_test(faults_of_other_programs_are_ignored),
      cmocka_unit_test(users_of_other_servers_reset_their_connections),
      cmocka_unit_test(at_the_end_all_read_on_and_nothing_begins_any_more),
      cmocka_unit_test(the_loop_is_told_of_each_time),
      cmocka_unit_test(faults_that_do_not_fit_into_the_phase_are_refused),
      cmocka_unit_test(commands_begin_and_end_the_faults_in_their_order),
      cmocka_unit_test(unknown_commands_are_reported_and_do_nothing),
      cmocka_unit_test(commands_are_the_lines_of_standard_input),
      cmocka_unit_test(both_ends_of_the_connections_fall_silent),
      cmocka_unit_test(a_share_of_the_connections_falls_silent),
      cmocka_unit_test(messages_due_under_each_fault_are_summed_over_the_users),
  };
  return cmocka_run_group_tests_name("faults of the users", tests, NULL, NULL);
}
