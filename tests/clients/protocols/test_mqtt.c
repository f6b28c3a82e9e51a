/* MQTT: what Mosquitto and paho-mqtt said to one another, what a broker may refuse, and what it may
 * not send. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/protocols/mqtt_packet.h"
#include "clients/protocols/rows.h"

#define HEAD "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"
#define CONNECT "send 101e00044d515454040200"
#define CLIENT_ID "0012706265323230613833393762316463646166"
#define SUBSCRIBE "send 8206000100016300\n"
#define BYTES(text) text, sizeof(text) - 1

static void send_in_hex(void *owner, const char *bytes, size_t count, bool binary) {
  assert_true(binary);
  made_note(owner, "send ");
  for (size_t i = 0; i < count; i++)
    made_note(owner, "%02x", (uint8_t)bytes[i]);
  made_note(owner, "\n");
}

static struct protocol_carrier carrier;

static void mqtt_begin(struct made *made, const char *options, bool publishes) {
  carrier = carrier_made;
  carrier.send = send_in_hex;
  made_begin(made, &protocol_mqtt, TRANSPORT_WEBSOCKET, options, NULL);
  made->conversation.carrier = &carrier;
  made->conversation.publishes = publishes;
}

static void come(struct made *made, const char *bytes, size_t count) {
  char *copy = malloc(count + 1);
  assert_non_null(copy);
  memcpy(copy, bytes, count);
  protocol_mqtt.text(&made->conversation, copy, count, true);
  free(copy);
}

/* Until CONNECT was sent. */
static void connect_begin(struct made *made, const char *options, bool publishes) {
  mqtt_begin(made, options, publishes);
  made_open(made);
  made_opened(made, HEAD);
  made_said(made);
}

static void ready_begin(struct made *made, const char *options, bool publishes) {
  connect_begin(made, options, publishes);
  come(made, BYTES("\x20\x02\0\0"));
  if (!publishes)
    come(made, BYTES("\x90\x03\0\1\0"));
  made_said(made);
}

/* --- recorded ------------------------------------------------------------------------ */

static size_t from_hex(const char *hex, char *bytes) {
  size_t count = strspn(hex, "0123456789abcdef") / 2;
  for (size_t i = 0; i < count; i++) {
    const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
    bytes[i] = (char)strtoul(digits, NULL, 16);
  }
  return count;
}

/* Removes the line, which must be the first of those that begin like it. */
static void take_line(char *said, const char *line) {
  char *at = strstr(said, "send ");
  size_t bytes = strlen(line);
  if (!at || strncmp(at, line, bytes) != 0)
    fail_msg("expected: %sgot: %s", line, at ? at : said);
  memmove(at, at + bytes, strlen(at + bytes) + 1);
}

/* The conversation says what the recorded client said; what that said by itself is caused first. */
static void expect_line(struct made *made, const char *hex, char *said) {
  char bytes[256], expected[600];
  size_t count = from_hex(hex, bytes);
  if (strncmp(hex, "c0", 2) == 0)
    protocol_mqtt.woken(&made->conversation);
  if (strncmp(hex, "32", 2) == 0) {
    bytes[count] = '\0';
    made_publish(made, bytes + 7);
  }
  snprintf(expected, sizeof expected, "send %.*s\n", (int)count * 2, hex);
  strcat(said, made_said(made));
  take_line(said, expected);
}

static void replay(const char *path, const char *options, bool publishes, const char *expected) {
  struct made made;
  char line[600], said[2000] = "";
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  mqtt_begin(&made, options, publishes);
  made_open(&made);
  assert_said(&made, "websocket GET /mqtt; subprotocols mqtt\n");
  made_opened(&made, HEAD);
  while (fgets(line, sizeof line, file)) {
    char bytes[256];
    if (*line == '>' && strncmp(line, "> e0", 4) != 0) /* we end without a DISCONNECT */
      expect_line(&made, line + 2, said);
    if (*line == '<')
      come(&made, bytes, from_hex(line + 2, bytes));
  }
  fclose(file);
  assert_string_equal(strcat(said, made_said(&made)), expected);
  made_end(&made);
}

static void we_speak_as_paho_does_with_mosquitto(void **state) {
  (void)state;
  replay("tests/clients/protocols/recorded/mqtt-subscriber.txt",
         "{\"qos\": \"1\", \"keep_alive_s\": \"2\"}", false,
         "wake 10000 ms\nwake 10000 ms\nwake 2000 ms\nready\nreceived pb-1-c-1-ab\nreceived "
         "pb-1-c-2-cd\n"
         "received pb-1-c-3-ef\nwake 2000 ms\nheartbeat ours\n");
  replay("tests/clients/protocols/recorded/mqtt-publisher.txt", "{\"keep_alive_s\": \"2\"}", true,
         "wake 10000 ms\nwake 2000 ms\nready\npublished\npublished\npublished\nwake 2000 ms\n"
         "heartbeat ours\n");
}

/* --- the beginning ------------------------------------------------------------------- */

static void a_user_connects_and_subscribes(void **state) {
  (void)state;
  struct made made;
  mqtt_begin(&made, "{\"topic\": \"a/{channel}\"}", false);
  made_open(&made);
  assert_said(&made, "websocket GET /mqtt; subprotocols mqtt\n");
  made_opened(&made, HEAD);
  assert_said(&made, CONNECT "3c" CLIENT_ID "\nwake 10000 ms\n");
  come(&made, BYTES("\x20\x02\0\0"));
  assert_said(&made, "send 820800010003612f6300\nwake 10000 ms\n");
  come(&made, BYTES("\x30\x07\0\3a/chi")); /* may come before the SUBACK (section 3.8.4) */
  assert_said(&made, "received hi\n");
  made_end(&made);
}

static void an_identifier_lasts_so_that_a_kept_session_goes_on(void **state) {
  (void)state;
  struct made made;
  mqtt_begin(&made, "{\"session\": \"kept\"}", false);
  for (int time = 0; time < 2; time++) {
    made_open(&made);
    made_said(&made);
    made_opened(&made, HEAD);
    assert_said(&made, "send 101e00044d5154540400003c" CLIENT_ID "\nwake 10000 ms\n");
    come(&made, time == 0 ? "\x20\x02\0\0" : "\x20\x02\1\0", 4); /* session present */
    assert_said(&made, SUBSCRIBE "wake 10000 ms\n");
    protocol_mqtt.lost(&made.conversation);
  }
  made_end(&made);
}

static void names_and_passwords_are_sent(void **state) {
  (void)state;
  struct made made;
  mqtt_begin(&made, "{\"username\": \"u\", \"password\": \"pw\", \"keep_alive_s\": \"0\"}", true);
  made_open(&made);
  made_said(&made);
  made_opened(&made, HEAD);
  assert_said(&made, "send 102500044d51545404c20000" CLIENT_ID "00017500027077\nwake 10000 ms\n");
  come(&made, BYTES("\x20\x02\0\0"));
  assert_said(&made, "wake never\nready\n");
  made_end(&made);
  mqtt_begin(&made, "{\"password\": \"pw\"}", true); /* none without a name (3.1.2.9) */
  made_open(&made);
  made_said(&made);
  made_opened(&made, HEAD);
  assert_said(&made, CONNECT "3c" CLIENT_ID "\nwake 10000 ms\n");
  made_end(&made);
}

static void names_that_are_too_long_fail(void **state) {
  (void)state;
  struct made made;
  char *options = malloc(70000);
  assert_non_null(options);
  sprintf(options, "{\"username\": \"%065536d\"}", 0);
  mqtt_begin(&made, options, true);
  made_open(&made);
  made_said(&made);
  made_opened(&made, HEAD);
  assert_said(&made, "failed at description: options \"username\", \"password\": at most 65535 "
                     "bytes\n");
  made_end(&made);
  free(options);
}

static void what_a_broker_refuses_is_said(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t count;
    const char *said;
  } cases[] = {
      {BYTES("\x20\x02\0\1"), "failed at connect: the broker refuses (CONNACK 1): it does not "
                              "speak MQTT 3.1.1\n"},
      {BYTES("\x20\x02\0\2"), "failed at connect: the broker refuses (CONNACK 2): it does not "
                              "take the client's identifier\n"},
      {BYTES("\x20\x02\0\3"), "failed at connect: the broker refuses (CONNACK 3): it is not "
                              "available\n"},
      {BYTES("\x20\x02\0\4"), "failed at connect: the broker refuses (CONNACK 4): wrong username "
                              "or password (options \"username\", \"password\")\n"},
      {BYTES("\x20\x02\0\5"), "failed at connect: the broker refuses (CONNACK 5): not authorized "
                              "(options \"username\", \"password\")\n"},
      {BYTES("\x20\x02\0\6"), "failed at connect: the broker refuses (CONNACK 6): for a reason "
                              "that MQTT does not name\n"},
      {BYTES("\x20\x02\0\0\x90\x03\0\1\x80"),
       SUBSCRIBE "wake 10000 ms\n"
                 "failed at subscribe: the broker refuses the topic \"c\"\n"},
      {BYTES("\x20\x02\0\0\x90\x03\0\1\1"),
       SUBSCRIBE "wake 10000 ms\n"
                 "failed at subscribe: SUBACK with 1, and a QoS of 0 was asked\n"},
      {BYTES("\x20\x02\0\0\x90\x03\0\2\0"),
       SUBSCRIBE "wake 10000 ms\n"
                 "failed at subscribe: a SUBACK for nothing that was asked\n"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    connect_begin(&made, NULL, false);
    come(&made, cases[i].bytes, cases[i].count);
    assert_said(&made, cases[i].said);
    come(&made, BYTES("\x30\x04\0\1cx")); /* nothing more is heard */
    assert_said(&made, "");
    made_end(&made);
  }
}

static void answers_that_do_not_come_are_said(void **state) {
  (void)state;
  struct made made;
  connect_begin(&made, NULL, false);
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "failed at connect: no answer within 10 s\n");
  made_end(&made);
  connect_begin(&made, NULL, false);
  come(&made, BYTES("\x20\x02\0\0"));
  made_said(&made);
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "failed at subscribe: no answer within 10 s\n");
  made_end(&made);
}

static void other_handshakes_fail(void **state) {
  (void)state;
  struct made made;
  mqtt_begin(&made, NULL, false);
  made_open(&made);
  made_said(&made);
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  assert_said(&made, "failed at handshake: the server does not speak the subprotocol \"mqtt\"\n");
  made_open(&made);
  made_said(&made);
  made_opened(&made, "HTTP/1.1 101 S\r\nSec-WebSocket-Protocol: mqttv3.1\r\n\r\n");
  assert_said(&made, "failed at handshake: the server does not speak the subprotocol \"mqtt\"\n");
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 404 Not Found\r\n\r\n", "");
  assert_said(&made, "failed at handshake: 404 Not Found instead of a WebSocket (\"url\" of the "
                     "transport)\n");
  made_end(&made);
}

static void wrong_options_are_named(void **state) {
  (void)state;
  static const struct {
    const char *options, *said;
  } cases[] = {
      {"{\"qos\": \"2\"}", "option \"qos\" is \"2\", and may be a whole number from 0 to 1"},
      {"{\"publish_qos\": \"x\"}",
       "option \"publish_qos\" is \"x\", and may be a whole number from 0 to 1"},
      {"{\"keep_alive_s\": \"65536\"}",
       "option \"keep_alive_s\" is \"65536\", and may be a whole number from 0 to 65535"},
      {"{\"session\": \"long\"}", "option \"session\" is \"long\", and may be \"clean\", \"kept\""},
      {"{\"topic\": \"{chanel}\"}", "option \"topic\": unknown variable {chanel} at character 1: "
                                    "did you mean {channel}?"},
      {NULL, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    mqtt_begin(&made, cases[i].options, false);
    assert_string_equal(made_check(&made), cases[i].said);
    made_end(&made);
  }
}

static void a_topic_is_one_channel(void **state) {
  (void)state;
  struct made made;
  mqtt_begin(&made, "{\"topic\": \"{channel}/#\"}", false);
  made_open(&made);
  assert_said(&made,
              "failed at description: option \"topic\": \"c/#\" is no topic of one channel\n");
  made_end(&made);
}

/* --- packets ------------------------------------------------------------------------- */

static void packets_are_read_wherever_messages_are_cut(void **state) {
  (void)state;
  static const char stream[] = "\x20\x02\0\0\x90\x03\0\1\1"
                               "\x32\x0a\0\1c\0\7hello"
                               "\x30\x03\0\1c"        /* an empty message */
                               "\x3a\x07\0\1c\1\0ok"; /* DUP */
  static const char expected[] = "send 8206000100016301\nwake 10000 ms\nwake 60000 ms\nready\n"
                                 "received hello\nsend 40020007\nreceived \nreceived ok\n"
                                 "send 40020100\n";
  size_t bytes = sizeof stream - 1;
  for (size_t first = 0; first <= bytes; first++)
    for (size_t second = first; second <= bytes; second++) {
      struct made made;
      connect_begin(&made, "{\"qos\": \"1\"}", false);
      come(&made, stream, first);
      come(&made, stream + first, second - first);
      come(&made, stream + second, bytes - second);
      assert_said(&made, expected);
      made_end(&made);
    }
}

static void what_a_broker_may_not_send_ends_the_conversation(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t count;
    const char *why;
  } cases[] = {
      {BYTES("\x30\xff\xff\xff\xff\x01"), "a length of more than four bytes"},
      {BYTES("\x30\x81\x80\x40"), "a packet of more than 1 MiB"},
      {BYTES("\x34\x06\0\1c\0\1x"), "a message with a QoS above 1, which nobody subscribed to"},
      {BYTES("\x36\x06\0\1c\0\1x"), "a message with a QoS above 1, which nobody subscribed to"},
      {BYTES("\x30\x01\0"), "a message that is shorter than its topic"},
      {BYTES("\x30\x03\0\2c"), "a message that is shorter than its topic"},
      {BYTES("\x32\x04\0\1c\0"), "a message that is shorter than its topic"},
      {BYTES("\x32\x06\0\1c\0\0x"), "a message with the identifier 0"},
      {BYTES("\x10\0"), "a packet that servers do not send"},
      {BYTES("\x50\x02\0\1"), "a packet that servers do not send"},
      {BYTES("\xc0\0"), "a packet that servers do not send"},
      {BYTES("\0\0"), "a packet that servers do not send"},
      {BYTES("\xd1\0"), "an answer with reserved flags"},
      {BYTES("\xd0\1x"), "an answer of a wrong length"},
      {BYTES("\x40\3\0\1x"), "an answer of a wrong length"},
      {BYTES("\x90\2\0\1"), "an answer of a wrong length"},
      {BYTES("\x20\2\2\0"), "a CONNACK with reserved bits"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    char expected[200];
    ready_begin(&made, NULL, false);
    come(&made, cases[i].bytes, cases[i].count);
    snprintf(expected, sizeof expected,
             "failed at read: what the broker sent is no MQTT 3.1.1: %s\n", cases[i].why);
    assert_said(&made, expected);
    come(&made, BYTES("\x30\x04\0\1cx"));
    assert_said(&made, "");
    made_end(&made);
  }
}

static void the_first_packet_and_only_it_is_a_connack(void **state) {
  (void)state;
  static const char said[] =
      "failed at connect: the broker's first packet is no CONNACK, or it sent two\n";
  struct made made;
  connect_begin(&made, NULL, false);
  come(&made, BYTES("\xd0\0"));
  assert_said(&made, said);
  made_end(&made);
  ready_begin(&made, NULL, false);
  come(&made, BYTES("\x20\x02\0\0"));
  assert_said(&made, said);
  made_end(&made);
}

static void text_frames_are_refused(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, false);
  made_text(&made, "hello");
  assert_said(&made, "failed at read: a text frame: MQTT is carried by binary ones\n");
  made_text(&made, "hello");
  assert_said(&made, "");
  made_end(&made);
}

static void lengths_take_one_to_four_bytes(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 122, 123, 16378, 16379, MQTT_PACKET_BYTES_MAX - 5};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct growing_text out = {.text = NULL};
    struct mqtt_packet packet;
    const char *fault;
    char *payload = malloc(sizes[i] + 1);
    assert_non_null(payload);
    memset(payload, 'x', sizes[i]);
    mqtt_write_publish(&out, "c", payload, sizes[i], 1, 258);
    for (size_t count = 0; count < out.bytes && count < 12; count++)
      assert_int_equal(mqtt_packet_read(out.text, count, &packet, &fault), 0);
    size_t rest = sizes[i] + 5;
    assert_int_equal(out.bytes, (rest < 128 ? 2U : rest < 16384 ? 3U : 4U) + rest);
    assert_int_equal(mqtt_packet_read(out.text, out.bytes, &packet, &fault), out.bytes);
    assert_null(fault);
    assert_int_equal(packet.id, 258);
    assert_int_equal(packet.payload_bytes, sizes[i]);
    free(payload);
    growing_text_release(&out);
  }
}

static void bytes_at_random_do_no_harm(void **state) {
  (void)state;
  struct random random = random_seeded(2, 3);
  for (int time = 0; time < 20000; time++) {
    struct made made;
    char bytes[24];
    static const char types[] = "\x20\x30\x32\x40\x90\xd0";
    connect_begin(&made, "{\"qos\": \"1\"}", time % 2);
    if (time % 4 > 0)
      come(&made, BYTES("\x20\x02\0\0"));
    for (size_t i = 0; i < sizeof bytes; i++)
      bytes[i] = (char)(random_next(&random) % 5 ? random_next(&random) % 8 : random_next(&random));
    bytes[0] = types[random_next(&random) % 6];
    come(&made, bytes, (size_t)(random_next(&random) % (sizeof bytes + 1)));
    come(&made, bytes, sizeof bytes);
    made_end(&made);
  }
}

/* --- pings --------------------------------------------------------------------------- */

static void pings_are_sent_and_must_be_answered(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, "{\"keep_alive_s\": \"5\"}", false);
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "send c000\nwake 5000 ms\n");
  come(&made, BYTES("\xd0\0"));
  assert_said(&made, "heartbeat ours\n");
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "send c000\nwake 5000 ms\n");
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "failed at keep-alive: no PINGRESP within 5 s\n");
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "");
  made_open(&made); /* and the next connection begins anew */
  made_opened(&made, HEAD);
  come(&made, BYTES("\x20\x02\0\0\x90\x03\0\1\0"));
  made_said(&made);
  protocol_mqtt.woken(&made.conversation);
  assert_said(&made, "send c000\nwake 5000 ms\n");
  made_end(&made);
}

/* --- publishing ---------------------------------------------------------------------- */

static void messages_are_acknowledged_in_their_order(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, true);
  made_publish(&made, "a");
  made_publish(&made, "b");
  assert_said(&made, "send 32060001630001"
                     "61\nsend 32060001630002"
                     "62\n");
  come(&made, BYTES("\x40\x02\0\1"));
  assert_said(&made, "published\n");
  come(&made, BYTES("\x40\x02\0\1"));
  assert_said(&made, "unanswered\nfailed at publish: PUBACK 1, and 2 was due\n");
  made_end(&made);
  ready_begin(&made, NULL, true);
  come(&made, BYTES("\x40\x02\0\1"));
  assert_said(&made, "failed at publish: PUBACK 1, and 0 was due\n");
  made_end(&made);
}

static void identifiers_begin_anew_behind_65535(void **state) {
  (void)state;
  struct made made;
  ready_begin(&made, NULL, true);
  for (unsigned id = 1; id <= 65535; id++) {
    made_publish(&made, "a");
    come(&made, (char[]){0x40, 2, (char)(id >> 8), (char)id}, 4);
    made_said(&made);
  }
  made_publish(&made, "a");
  assert_said(&made, "send 3206000163000161\n");
  made_end(&made);
}

static void what_is_lost_has_no_answer(void **state) {
  (void)state;
  struct made made;
  mqtt_begin(&made, NULL, true);
  made_publish(&made, "a"); /* it is not sent */
  assert_said(&made, "refused\n");
  made_end(&made);
  ready_begin(&made, NULL, true);
  made_publish(&made, "a");
  made_publish(&made, "b");
  made_said(&made);
  protocol_mqtt.lost(&made.conversation);
  assert_said(&made, "unanswered\nunanswered\n");
  protocol_mqtt.lost(&made.conversation);
  assert_said(&made, "");
  made_end(&made);
  ready_begin(&made, "{\"publish_qos\": \"0\"}", true);
  made_publish(&made, "a"); /* nobody acknowledges it */
  assert_said(&made, "send 300400016361\nunanswered\n");
  made_end(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(we_speak_as_paho_does_with_mosquitto),
      cmocka_unit_test(a_user_connects_and_subscribes),
      cmocka_unit_test(an_identifier_lasts_so_that_a_kept_session_goes_on),
      cmocka_unit_test(names_and_passwords_are_sent),
      cmocka_unit_test(names_that_are_too_long_fail),
      cmocka_unit_test(what_a_broker_refuses_is_said),
      cmocka_unit_test(answers_that_do_not_come_are_said),
      cmocka_unit_test(other_handshakes_fail),
      cmocka_unit_test(wrong_options_are_named),
      cmocka_unit_test(a_topic_is_one_channel),
      cmocka_unit_test(packets_are_read_wherever_messages_are_cut),
      cmocka_unit_test(what_a_broker_may_not_send_ends_the_conversation),
      cmocka_unit_test(the_first_packet_and_only_it_is_a_connack),
      cmocka_unit_test(text_frames_are_refused),
      cmocka_unit_test(lengths_take_one_to_four_bytes),
      cmocka_unit_test(bytes_at_random_do_no_harm),
      cmocka_unit_test(pings_are_sent_and_must_be_answered),
      cmocka_unit_test(messages_are_acknowledged_in_their_order),
      cmocka_unit_test(identifiers_begin_anew_behind_65535),
      cmocka_unit_test(what_is_lost_has_no_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
