/* Bayeux: its rules one by one, and what a real server and real clients said. */
#include "tests/clients/protocols/recorded.h"

#include "clients/protocols/rows.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\n\r\n"
#define POST "receives POST /bayeux; Content-Type: application/json; body: "
#define SENDS "sends POST /bayeux; Content-Type: application/json; body: "
#define HANDSHAKE(type, id)                                \
  "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\"," \
  "\"supportedConnectionTypes\":[\"" type "\"],\"id\":\"" id "\"}]"
#define SUBSCRIBE(client, id)                                                       \
  "[{\"channel\":\"/meta/subscribe\",\"clientId\":\"" client "\",\"subscription\":" \
  "\"/c\",\"id\":\"" id "\"}]"
#define CONNECT(client, type, id)                                                   \
  "[{\"channel\":\"/meta/connect\",\"clientId\":\"" client "\",\"connectionType\":" \
  "\"" type "\",\"id\":\"" id "\"}]"
#define RESUME(client, type, id)                                                    \
  "[{\"channel\":\"/meta/connect\",\"clientId\":\"" client "\",\"connectionType\":" \
  "\"" type "\",\"advice\":{\"timeout\":0},\"id\":\"" id "\"}]"
#define SHAKEN(client)                                                           \
  "[{\"channel\":\"/meta/handshake\",\"successful\":true,\"clientId\":\"" client \
  "\",\"supportedConnectionTypes\":[\"long-polling\",\"websocket\"]}]"
#define SUBSCRIBED "[{\"channel\":\"/meta/subscribe\",\"successful\":true}]"
#define CONNECTED "{\"channel\":\"/meta/connect\",\"successful\":true}"
#define UNKNOWN                                                                              \
  "[{\"channel\":\"/meta/connect\",\"successful\":false,\"error\":\"401:A:Unknown client\"," \
  "\"advice\":{\"reconnect\":\"handshake\"}}]"
#define DATA(text) "{\"channel\":\"/c\",\"data\":\"" text "\",\"id\":\"9\"}"

/* A user that is subscribed and has asked to connect (id 3). */
static void begin_connected(struct made *made, const char *options) {
  made_begin(made, &protocol_bayeux, TRANSPORT_LONG_POLL, options, NULL);
  made_open(made);
  made_answer(made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("A"));
  made_answer(made, PROTOCOL_RECEIVES, OK_HEAD, SUBSCRIBED);
  made_said(made);
}

static void begin_websocket(struct made *made) {
  made_begin(made, &protocol_bayeux, TRANSPORT_WEBSOCKET, NULL, NULL);
  made_open(made);
  made_opened(made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  made_text(made, SHAKEN("A"));
  made_text(made, SUBSCRIBED);
  made_said(made);
}

static void woken(struct made *made) {
  made->conversation.protocol->woken(&made->conversation);
}

/* --- the conversation -------------------------------------------------------------- */

static void a_user_shakes_hands_subscribes_and_connects(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(&made);
  assert_said(&made, POST HANDSHAKE("long-polling", "1") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("A"));
  assert_said(&made, POST SUBSCRIBE("A", "2") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SUBSCRIBED);
  assert_said(&made, "ready\n" POST CONNECT("A", "long-polling", "3") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" CONNECTED "," DATA("one") "," DATA("two") "]");
  assert_said(&made,
              "received one\nreceived two\npolled\n" POST CONNECT("A", "long-polling", "4") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" DATA("three") "," CONNECTED "]");
  assert_said(&made, "received three\npolled\n" POST CONNECT("A", "long-polling", "5") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" CONNECTED "]");
  assert_said(&made, "polled empty\n" POST CONNECT("A", "long-polling", "6") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, CONNECTED); /* without an array */
  assert_said(&made, "polled empty\n" POST CONNECT("A", "long-polling", "7") "\n");
  made_end(&made);
}

static void a_websocket_is_told_apart_by_its_messages(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_WEBSOCKET, NULL, "{\"url\":\"/cometd\"}");
  made_open(&made);
  assert_said(&made, "websocket GET /cometd\n");
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  assert_said(&made, "send " HANDSHAKE("websocket", "1") "\n");
  made_text(&made, SHAKEN("A"));
  assert_said(&made, "send " SUBSCRIBE("A", "2") "\n");
  made_text(&made, SUBSCRIBED);
  assert_said(&made, "ready\nsend " CONNECT("A", "websocket", "3") "\n");
  made_text(&made, "[" DATA("one") "]");
  made_text(&made, "[" DATA("two") "," DATA("three") "]");
  assert_said(&made, "received one\nreceived two\nreceived three\n");
  made_text(&made, "[" CONNECTED "]");
  assert_said(&made, "heartbeat ours\nsend " CONNECT("A", "websocket", "4") "\n");
  made_text(&made, "[]");
  made_text(&made, SUBSCRIBED); /* nobody asked */
  assert_said(&made, "");
  made_end(&made);
}

static void data_that_is_no_text_is_handed_over_as_json(void **state) {
  struct made made;
  (void)state;
  begin_websocket(&made);
  made_text(&made, "[{\"channel\":\"/c\",\"data\":{\"text\":\"one\", \"n\":[1, null]}}]");
  made_text(&made, "[{\"channel\":\"/c\",\"data\":7},{\"channel\":\"/c\",\"data\":null}]");
  assert_said(&made, "received {\"text\":\"one\",\"n\":[1,null]}\nreceived 7\nreceived null\n");
  made_end(&made);
}

static void messages_come_with_any_answer(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("A"));
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/subscribe\",\"successful\":true}," DATA("one") "]");
  assert_said(&made, "received one\nready\n" POST CONNECT("A", "long-polling", "3") "\n");
  made_publish(&made, "x");
  made_said(&made);
  made_answer(&made, PROTOCOL_SENDS, OK_HEAD,
              "[" DATA("two") ",{\"channel\":\"/c\",\"successful\":true,\"id\":\"p1\"}]");
  assert_said(&made, "received two\npublished\n");
  made_end(&made);
}

/* --- advice ------------------------------------------------------------------------ */

static void the_interval_passes_before_the_next_connect(void **state) {
  struct made made;
  (void)state;
  begin_connected(&made, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/connect\",\"successful\":true,\"advice\":{\"reconnect\":"
              "\"retry\",\"interval\":250,\"timeout\":10000}}]");
  assert_said(&made, "polled empty\nwake 250 ms\n");
  woken(&made);
  assert_said(&made, POST CONNECT("A", "long-polling", "4") "; 12000 ms\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" CONNECTED "]"); /* it stays */
  assert_said(&made, "polled empty\nwake 250 ms\n");
  woken(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, /* the transport's own goes before */
              "[{\"channel\":\"/meta/connect\",\"successful\":true,\"advice\":{\"interval\":9,"
              "\"timeout\":0,\"long-polling\":{\"interval\":0},\"websocket\":{\"interval\":7}}}]");
  assert_said(&made, "polled empty\n" POST CONNECT("A", "long-polling", "6") "\n");
  made_end(&made);
}

static void the_advice_to_shake_hands_voids_the_client(void **state) {
  struct made made;
  (void)state;
  begin_connected(&made, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" CONNECTED "]");
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, UNKNOWN);
  assert_said(&made, "polled empty\n" POST HANDSHAKE("long-polling", "5") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("B"));
  assert_said(&made, POST SUBSCRIBE("B", "6") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SUBSCRIBED);
  assert_said(&made, "ready\n" POST CONNECT("B", "long-polling", "7") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/connect\",\"successful\":true,\"advice\":{\"reconnect\":"
              "\"handshake\",\"interval\":0}}]");
  assert_said(&made, "polled empty\n" POST HANDSHAKE("long-polling", "8") "\n");
  made_end(&made);
}

static void a_client_that_was_never_known_does_not_race(void **state) {
  struct made made;
  (void)state;
  begin_connected(&made, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, UNKNOWN);
  assert_said(&made, "polled empty\nwake 1000 ms\n");
  woken(&made);
  assert_said(&made, POST HANDSHAKE("long-polling", "4") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("B"));
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/subscribe\",\"successful\":false,\"error\":"
              "\"402::session_unknown\"}]");
  assert_said(&made, "failed at subscribe: 402::session_unknown (has the description "
                     "\"cookies\"?)\n");
  made_end(&made);
}

static void the_advice_none_ends_the_conversation(void **state) {
  static const char *const advices[] = {"{\"reconnect\":\"none\"}", "{\"interval\":-1}",
                                        "{\"long-polling\":{\"reconnect\":\"none\"}}"};
  (void)state;
  for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
    struct made made;
    char body[256];
    begin_connected(&made, NULL);
    snprintf(body, sizeof body,
             "[{\"channel\":\"/meta/connect\",\"successful\":true,\"advice\":%s}]", advices[i]);
    made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, body);
    assert_said(&made, "polled empty\nfailed at connect: the server's advice is not to connect "
                       "again\n");
    made_end(&made);
    begin_connected(&made, NULL);
    snprintf(body, sizeof body,
             "[{\"channel\":\"/meta/connect\",\"successful\":false,\"error\":\"403::Go away\","
             "\"advice\":%s}]",
             advices[i]);
    made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, body);
    assert_said(&made, "polled empty\nfailed at connect: 403::Go away\n");
    made_end(&made);
  }
}

static void a_connect_that_failed_is_tried_again_after_a_second(void **state) {
  struct made made;
  (void)state;
  begin_connected(&made, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/connect\",\"successful\":false,\"error\":\"500::Busy\","
              "\"advice\":{\"reconnect\":\"retry\",\"interval\":0}}]");
  assert_said(&made, "polled empty\nwake 1000 ms\n");
  woken(&made);
  assert_said(&made, POST CONNECT("A", "long-polling", "4") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/connect\",\"successful\":false,\"advice\":{\"interval\":"
              "3000}}]");
  assert_said(&made, "polled empty\nwake 3000 ms\n");
  made_end(&made);
}

static void a_handshake_is_negotiated_without_haste(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/handshake\",\"successful\":false,\"advice\":{\"reconnect\":"
              "\"handshake\",\"interval\":20}}]");
  assert_said(&made, "wake 1000 ms\n");
  woken(&made);
  assert_said(&made, POST HANDSHAKE("long-polling", "2") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/handshake\",\"successful\":false,\"error\":\"Authentication "
              "failed\",\"advice\":{\"reconnect\":\"none\"}}]");
  assert_said(&made, "failed at handshake: Authentication failed\n");
  made_end(&made);
}

static void absurd_advice_does_no_harm(void **state) {
  struct made made;
  (void)state;
  begin_connected(&made, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/connect\",\"successful\":true,\"advice\":{\"reconnect\":[],"
              "\"interval\":1e300,\"timeout\":\"soon\"}}]");
  assert_said(&made, "polled empty\nwake 86400000 ms\n");
  woken(&made);
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/connect\",\"successful\":true,\"advice\":[1]}]");
  assert_said(&made, "polled empty\nwake 86400000 ms\n");
  made_end(&made);
}

/* --- losses ------------------------------------------------------------------------ */

static void a_client_is_resumed_after_a_loss(void **state) {
  struct made made;
  (void)state;
  begin_connected(&made, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, NULL, "connection reset");
  assert_said(&made, "failed at connect: connection reset\n");
  made_open(&made);
  assert_said(&made, POST RESUME("A", "long-polling", "4") "\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" CONNECTED "," DATA("missed") "]");
  assert_said(&made,
              "received missed\npolled\nready\n" POST CONNECT("A", "long-polling", "5") "\n");
  made_end(&made);
}

/* `resumed`, `begun`: what the user says on its new connection, and when it hears that its client
 * is unknown. */
static void expire(bool after_an_answer, const char *resumed, const char *begun) {
  struct made made;
  begin_websocket(&made);
  if (after_an_answer)
    made_text(&made, "[" CONNECTED "]");
  made.conversation.protocol->lost(&made.conversation);
  made_said(&made);
  made_open(&made);
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  assert_said(&made, resumed);
  made_text(&made, "[{\"channel\":\"/meta/connect\",\"successful\":false,\"error\":\"402::Unknown "
                   "client\",\"advice\":{\"interval\":0,\"reconnect\":\"handshake\"}}]");
  assert_said(&made, begun);
  made_end(&made);
}

static void a_client_that_has_expired_begins_anew(void **state) {
  (void)state;
  expire(true, "websocket GET /bayeux\nsend " RESUME("A", "websocket", "5") "\n",
         "send " HANDSHAKE("websocket", "6") "\n");
  /* the loss came before the first answer to /meta/connect, which takes a minute */
  expire(false, "websocket GET /bayeux\nsend " RESUME("A", "websocket", "4") "\n",
         "send " HANDSHAKE("websocket", "5") "\n");
}

static void a_user_that_was_never_subscribed_begins_anew(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, NULL, NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("A"));
  made_said(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/subscribe\",\"successful\":false,\"error\":\"403:/c:Forbidden "
              "channel\"}]");
  assert_said(&made, "failed at subscribe: 403:/c:Forbidden channel\n");
  made_open(&made);
  assert_said(&made, POST HANDSHAKE("long-polling", "3") "\n");
  made_end(&made);
}

/* --- acknowledgements -------------------------------------------------------------- */

static void batches_are_acknowledged_where_both_want_that(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, "{\"ack\":\"yes\"}", NULL);
  made_open(&made);
  assert_said(&made, POST "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
                          "\"supportedConnectionTypes\":[\"long-polling\"],\"ext\":{\"ack\":true},"
                          "\"id\":\"1\"}]\n");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[{\"channel\":\"/meta/handshake\",\"successful\":true,\"clientId\":\"A\","
              "\"ext\":{\"ack\":true}}]");
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SUBSCRIBED);
  assert_non_null(strstr(made_said(&made), "\"ext\":{\"ack\":0},\"id\":\"3\"}]\n"));
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD,
              "[" DATA("one") ",{\"channel\":\"/meta/connect\",\"successful\":true,\"ext\":{"
                              "\"ack\":42}}]");
  assert_non_null(strstr(made_said(&made), "\"ext\":{\"ack\":42},\"id\":\"4\"}]\n"));
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, "[" CONNECTED "]");
  assert_non_null(strstr(made_said(&made), "\"ext\":{\"ack\":42},\"id\":\"5\"}]\n"));
  made_end(&made);
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, "{\"ack\":\"yes\"}", NULL);
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("A")); /* the server does not */
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SUBSCRIBED);
  assert_non_null(strstr(made_said(&made), CONNECT("A", "long-polling", "3")));
  made_end(&made);
}

/* --- publishing -------------------------------------------------------------------- */

static void posts_are_sent_one_after_the_other(void **state) {
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, NULL, NULL);
  made.conversation.publishes = true;
  made_publish(&made, "early"); /* without a client, as a publisher may */
  assert_said(&made, SENDS "[{\"channel\":\"/c\",\"data\":\"early\",\"id\":\"p1\"}]\n");
  made_answer(&made, PROTOCOL_SENDS, OK_HEAD,
              "[{\"channel\":\"/c\",\"successful\":false,\"error\":\"402::Unknown client\"}]");
  assert_said(&made, "refused\n");
  made_open(&made);
  made_answer(&made, PROTOCOL_RECEIVES, OK_HEAD, SHAKEN("A"));
  assert_said(&made, POST HANDSHAKE("long-polling",
                                    "1") "\nready\n" POST CONNECT("A", "long-polling", "2") "\n");
  made_publish(&made, "one");
  made_publish(&made, "two");
  made_publish(&made, "three");
  assert_said(&made,
              SENDS "[{\"channel\":\"/c\",\"data\":\"one\",\"clientId\":\"A\",\"id\":\"p2\"}]\n");
  made_answer(&made, PROTOCOL_SENDS, OK_HEAD, "{\"channel\":\"/c\",\"successful\":true}");
  assert_said(&made, "published\n" SENDS
                     "[{\"channel\":\"/c\",\"data\":\"two\",\"clientId\":\"A\",\"id\":\"p3\"}]\n");
  made_answer(&made, PROTOCOL_SENDS, OK_HEAD, "[]"); /* it says nothing of it */
  assert_said(&made, "unanswered\n" SENDS "[{\"channel\":\"/c\",\"data\":\"three\",\"clientId\":"
                     "\"A\",\"id\":\"p4\"}]\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 400 Bad Request\r\n\r\n", "Bad request");
  assert_said(&made, "refused\n");
  made_publish(&made, "four");
  made_said(&made);
  made_answer(&made, PROTOCOL_SENDS, NULL, "timed out");
  assert_said(&made, "unanswered\n");
  made_end(&made);
}

static void publications_of_a_websocket_do_not_wait(void **state) {
  struct made made;
  (void)state;
  begin_websocket(&made);
  for (int i = 0; i < 5; i++)
    made_publish(&made, "x");
  made_said(&made);
  made_text(&made, "[{\"channel\":\"/c\",\"successful\":true,\"id\":\"p1\"}]");
  made_text(&made, "[{\"channel\":\"/c\",\"successful\":false,\"id\":\"p2\"}]");
  assert_said(&made, "published\nrefused\n");
  made_text(&made, "[{\"channel\":\"/c\",\"successful\":true,\"id\":\"p4\"}]"); /* not of p3 */
  assert_said(&made, "unanswered\npublished\n");
  made_text(&made, "[{\"channel\":\"/c\",\"successful\":true,\"id\":\"p3\"}]"); /* too late */
  made_text(&made, "[{\"channel\":\"/c\",\"successful\":true,\"id\":\"p9\"}]");
  assert_said(&made, "");
  made_publish(&made, "y");
  made_said(&made);
  made.conversation.protocol->lost(&made.conversation);
  assert_said(&made, "unanswered\nunanswered\n");
  made_publish(&made, "z"); /* nowhere to send it */
  assert_said(&made, "refused\n");
  made_open(&made);
  made_opened(&made, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
  made_said(&made);
  made_publish(&made, "again");
  made_text(&made, "[{\"channel\":\"/c\",\"successful\":true}]"); /* without its id */
  assert_said(&made, "send [{\"channel\":\"/c\",\"data\":\"again\",\"clientId\":\"A\",\"id\":"
                     "\"p7\"}]\npublished\n");
  made_publish(&made, "last");
  made_said(&made);
  made_open(&made); /* after `failed` nobody tells of a loss */
  assert_said(&made, "unanswered\nwebsocket GET /bayeux\n");
  made_end(&made);
}

/* --- what is no Bayeux ------------------------------------------------------------- */

static void what_is_no_answer_is_named(void **state) {
  static const struct {
    const char *head, *body, *said;
  } cases[] = {
      {"HTTP/1.1 404 Not Found\r\n\r\n", "",
       "failed at handshake: 404 Not Found: is \"path\" that of the Bayeux server?\n"},
      {NULL, "refused", "failed at handshake: refused\n"},
      {OK_HEAD, "", "failed at handshake: \"\" is no JSON: '[' or '{' expected near end of file\n"},
      {OK_HEAD, "[{]",
       "failed at handshake: \"[{]\" is no JSON: string or '}' expected near ']'\n"},
      {OK_HEAD, "[]", "failed at handshake: the answer has none to /meta/handshake\n"},
      {OK_HEAD, "[[],7,null,{\"channel\":1},{\"channel\":\"/meta/connect\"}]",
       "failed at handshake: the answer has none to /meta/handshake\n"},
      {OK_HEAD, "{\"channel\":\"/meta/handshake\"}",
       "failed at handshake: the server gives no reason\n"},
      {OK_HEAD, "[{\"channel\":\"/meta/handshake\",\"successful\":true}]",
       "failed at handshake: the answer has no clientId\n"},
      {OK_HEAD, "[{\"channel\":\"/meta/handshake\",\"successful\":true,\"clientId\":{}}]",
       "failed at handshake: the answer has no clientId\n"},
      {OK_HEAD,
       "[{\"channel\":\"/meta/handshake\",\"successful\":true,\"clientId\":\"A\","
       "\"supportedConnectionTypes\":[\"websocket\",3]}]",
       "failed at handshake: the server does not offer the connection type \"long-polling\"\n"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, NULL, NULL);
    made_open(&made);
    made_said(&made);
    made_answer(&made, PROTOCOL_RECEIVES, cases[i].head, cases[i].body);
    assert_said(&made, cases[i].said);
    made_end(&made);
  }
}

static void deep_and_broken_texts_are_refused(void **state) {
  struct made made;
  char deep[201];
  (void)state;
  memset(deep, '[', sizeof deep - 1);
  deep[sizeof deep - 1] = '\0';
  begin_websocket(&made);
  made_text(&made, deep);
  assert_non_null(strstr(made_said(&made), " is no JSON: it nests too deep\n"));
  made_end(&made);
  begin_connected(&made, NULL);
  made_publish(&made, "x");
  made_said(&made);
  made_answer(&made, PROTOCOL_SENDS, OK_HEAD, deep);
  assert_said(&made, "unanswered\n");
  made_end(&made);
  begin_websocket(&made);
  made_text(&made, "[{\"channel\":\"/c\",\"data\":\"\xff\"}]");
  assert_memory_equal(made_said(&made), "failed at connect: \"", 20);
  made_end(&made);
  made_begin(&made, &protocol_bayeux, TRANSPORT_WEBSOCKET, NULL, NULL);
  made_answer(&made, PROTOCOL_RECEIVES, "HTTP/1.1 400 Bad Request\r\n\r\n", "");
  assert_said(&made, "failed at answer: 400 Bad Request: is \"path\" that of the Bayeux server?\n");
  made_end(&made);
}

static void texts_that_are_cut_anywhere_do_no_harm(void **state) {
  static const char text[] = "[" DATA("one") ",{\"channel\":\"/meta/connect\",\"successful\":true,"
                                             "\"advice\":{\"interval\":0},\"ext\":{\"ack\":7}}]";
  (void)state;
  for (size_t count = 0; count < sizeof text; count++) {
    struct made made;
    begin_connected(&made, NULL);
    made_answer_bytes(&made, PROTOCOL_RECEIVES, OK_HEAD, text, count);
    bool whole = count == sizeof text - 1;
    assert_non_null(
        strstr(made_said(&made), whole ? "received one\npolled\n" : "failed at connect: "));
    made_publish(&made, "x");
    made_answer_bytes(&made, PROTOCOL_SENDS, OK_HEAD, text, count);
    assert_non_null(strstr(made_said(&made), "unanswered\n"));
    made_end(&made);
  }
}

static void options_are_checked(void **state) {
  static const struct {
    const char *options, *description, *error;
  } cases[] = {
      {NULL, NULL, ""},
      {"{\"path\":\"/cometd\",\"channel\":\"/{run}/{channel}\",\"ack\":\"yes\"}", "{}", ""},
      {"{\"channel\":\"{channel}\"}", NULL,
       "option \"channel\": a Bayeux channel begins with a slash, as \"/{channel}\""},
      {"{\"channel\":\"/{chanel}\"}", NULL,
       "option \"channel\": unknown variable {chanel} at character 2: did you mean {channel}?"},
      {"{\"ack\":\"on\"}", NULL, "option \"ack\" is \"on\", and may be \"no\", \"yes\""},
      {"{\"path\":\"/{\"}", NULL,
       "\"url\" of the transport: '{' at character 2 is no variable: '{name}' is one, and '{{' is "
       "a "
       "brace"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct made made;
    made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, cases[i].options,
               cases[i].description);
    assert_string_equal(made_check(&made), cases[i].error);
    made_end(&made);
  }
}

/* --- what was recorded ------------------------------------------------------------- */

/* Hands the conversation the recorded answers to polls, one by one. Faye's client asks to subscribe
 * and to connect in one request, ours in two; both are answered by the one answer. */
static void answers_replay(struct made *made, const struct recorded *recorded) {
  for (size_t i = 0; recorded_said(recorded, true, i); i++) {
    const struct recorded_part *part = recorded_said(recorded, true, i);
    struct recorded_answer answer;
    recorded_answer(part, &answer);
    bool post = memmem(answer.body, answer.body_bytes, "/meta/", 6) == NULL;
    made_answer_bytes(made, post ? PROTOCOL_SENDS : PROTOCOL_RECEIVES, answer.head, answer.body,
                      answer.body_bytes);
  }
}

/* The lines that do not begin with "receives" or "sends". */
static const char *without_requests(struct made *made) {
  static char text[sizeof made->said];
  char *out = text;
  made_said(made);
  for (char *line = made->text, *end; (end = strchr(line, '\n')); line = end + 1)
    if (strncmp(line, "receives ", 9) != 0 && strncmp(line, "sends ", 6) != 0)
      out += snprintf(out, sizeof text, "%.*s", (int)(end + 1 - line), line);
  *out = '\0';
  return text;
}

static void recorded_long_polls_are_repeated(void **state) {
  struct recorded *recorded = recorded_load("faye_long_poll");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, "{\"channel\":\"/long_poll\"}", NULL);
  made_open(&made);
  made_publish(&made, "three");
  answers_replay(&made, recorded);
  assert_string_equal(without_requests(&made), "ready\nreceived one\npolled\nreceived two\npolled\n"
                                               "polled empty\npublished\nreceived three\npolled\n");
  made_end(&made);
  free(recorded);
}

/* CometD's client acknowledges 0 at first, and then each batch, as ours does. */
static void recorded_acknowledgements_are_repeated(void **state) {
  struct recorded *recorded = recorded_load("cometd_acknowledged");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL,
             "{\"path\":\"/cometd\",\"channel\":\"/acknowledged\",\"ack\":\"yes\"}", NULL);
  made_open(&made);
  made_publish(&made, "three");
  answers_replay(&made, recorded);
  const char *at = made.said;
  for (int batch = 0; batch <= 5; batch++) {
    char ours[64], theirs[32];
    snprintf(ours, sizeof ours, "\"ext\":{\"ack\":%d},\"id\"", batch);
    snprintf(theirs, sizeof theirs, "\"ext\":{\"ack\":%d}}]", batch);
    at = strstr(at, ours);
    assert_non_null(at);
    size_t request = 0;
    while (recorded_said(recorded, false, request) &&
           !memmem(recorded_said(recorded, false, request)->bytes,
                   recorded_said(recorded, false, request)->count, theirs, strlen(theirs)))
      request++;
    assert_non_null(recorded_said(recorded, false, request));
  }
  assert_string_equal(without_requests(&made), "ready\npolled empty\nreceived one\npolled\n"
                                               "received two\npolled\npolled empty\npublished\n"
                                               "received three\npolled\n");
  made_end(&made);
  free(recorded);
}

static void recorded_restarts_are_repeated(void **state) {
  struct recorded *recorded = recorded_load("faye_restart");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, "{\"channel\":\"/restart\"}", NULL);
  made_open(&made);
  answers_replay(&made, recorded);
  static const char said[] = "ready\nreceived one\npolled\npolled empty\nready\n"
                             "received two\npolled\n"; /* "two" may have been published again */
  assert_memory_equal(without_requests(&made), said, sizeof said - 1);
  made_end(&made);
  free(recorded);
}

static void a_recorded_expiry_is_repeated(void **state) {
  static const char *const names[] = {"Content-Type", NULL};
  static const char *const channels[] = {"/meta/handshake", "/meta/subscribe", "/meta/connect"};
  struct recorded *recorded = recorded_load("faye_expired");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_LONG_POLL, "{\"channel\":\"/expired\"}", NULL);
  made_open(&made);
  for (size_t i = 0; i < 3; i++) {
    struct recorded_answer answer;
    const char *theirs = recorded_request(recorded_said(recorded, false, i), names, true);
    const char *ours = strstr(made_said(&made), "receives ");
    assert_non_null(ours);
    assert_memory_equal(ours + strlen("receives "), theirs, strcspn(theirs, "["));
    assert_non_null(strstr(ours, channels[i]));
    assert_non_null(strstr(theirs, channels[i]));
    recorded_answer(recorded_said(recorded, true, i), &answer);
    made_answer_bytes(&made, PROTOCOL_RECEIVES, answer.head, answer.body, answer.body_bytes);
  }
  assert_said(&made, "polled empty\nwake 1000 ms\n"); /* it was never connected */
  woken(&made);
  assert_said(&made, POST HANDSHAKE("long-polling", "4") "\n");
  made_end(&made);
  free(recorded);
}

/* Faye's client shakes hands by a post, on a second connection; ours on the WebSocket. */
static void recorded_websockets_are_repeated(void **state) {
  struct recorded *recorded = recorded_load("faye_websocket");
  struct made made;
  (void)state;
  made_begin(&made, &protocol_bayeux, TRANSPORT_WEBSOCKET, "{\"channel\":\"/websocket\"}", NULL);
  made_open(&made);
  for (size_t i = 0; recorded_said(recorded, true, i); i++) {
    const struct recorded_part *part = recorded_said(recorded, true, i);
    struct recorded_answer answer = {.rest = 0};
    if (memcmp(part->bytes, "HTTP/1.1", 8) == 0)
      recorded_answer(part, &answer);
    if (memmem(part->bytes, part->count, "three", 5))
      made_publish(&made, "three");
    if (part->connection == 2) {
      made_text(&made, answer.body);
      continue;
    }
    if (answer.rest > 0)
      made_opened(&made, answer.head);
    recorded_frames(&made, part, answer.rest);
  }
  const char *said = made_said(&made);
  assert_non_null(strstr(said, "ready\nsend [{\"channel\":\"/meta/connect\""));
  assert_non_null(strstr(said, "received one\nreceived two\nheartbeat ours\nsend "));
  assert_non_null(strstr(said, "\"data\":\"three\""));
  assert_non_null(strstr(said, "\nreceived three\npublished\n"));
  made_end(&made);
  free(recorded);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_user_shakes_hands_subscribes_and_connects),
      cmocka_unit_test(a_websocket_is_told_apart_by_its_messages),
      cmocka_unit_test(data_that_is_no_text_is_handed_over_as_json),
      cmocka_unit_test(messages_come_with_any_answer),
      cmocka_unit_test(the_interval_passes_before_the_next_connect),
      cmocka_unit_test(the_advice_to_shake_hands_voids_the_client),
      cmocka_unit_test(a_client_that_was_never_known_does_not_race),
      cmocka_unit_test(the_advice_none_ends_the_conversation),
      cmocka_unit_test(a_connect_that_failed_is_tried_again_after_a_second),
      cmocka_unit_test(a_handshake_is_negotiated_without_haste),
      cmocka_unit_test(absurd_advice_does_no_harm),
      cmocka_unit_test(a_client_is_resumed_after_a_loss),
      cmocka_unit_test(a_client_that_has_expired_begins_anew),
      cmocka_unit_test(a_user_that_was_never_subscribed_begins_anew),
      cmocka_unit_test(batches_are_acknowledged_where_both_want_that),
      cmocka_unit_test(posts_are_sent_one_after_the_other),
      cmocka_unit_test(publications_of_a_websocket_do_not_wait),
      cmocka_unit_test(what_is_no_answer_is_named),
      cmocka_unit_test(deep_and_broken_texts_are_refused),
      cmocka_unit_test(texts_that_are_cut_anywhere_do_no_harm),
      cmocka_unit_test(options_are_checked),
      cmocka_unit_test(recorded_long_polls_are_repeated),
      cmocka_unit_test(recorded_acknowledgements_are_repeated),
      cmocka_unit_test(recorded_restarts_are_repeated),
      cmocka_unit_test(a_recorded_expiry_is_repeated),
      cmocka_unit_test(recorded_websockets_are_repeated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
