/* MQTT 3.1.1 over WebSockets (OASIS Standard, 29 October 2014; sections are its own), as Mosquitto
 * and other brokers speak it. A channel is a topic.
 *
 * With a QoS of 1 a publisher's messages are acknowledged; with one of 0 nobody knows. A session
 * that is kept (section 3.1.2.4) has the broker queue what comes while the user is away. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/conversation_text.h"
#include "clients/protocols/mqtt_packet.h"
#include "clients/protocols/option_number.h"
#include "clients/protocols/rows.h"
#include "common/base/clock.h"

enum {
  SUBSCRIBE_ID = 1, /* identifiers of the two directions, and of both kinds, are apart */
  ID_MAX = 65535,
  ANSWER_S = 10, /* for CONNACK and SUBACK */

  CLIENT_ID_BYTES =
      2 + 16 + 1, /* at most 23, letters and digits: every broker takes it (3.1.3.1) */
};

enum phase {
  CLOSED, /* nothing that comes is for us */
  OPENING,
  CONNECTING,  /* CONNECT was sent */
  SUBSCRIBING, /* SUBSCRIBE was sent */
  READY,
};

struct mqtt {
  enum phase phase;
  char client_id[CLIENT_ID_BYTES]; /* the same after a break, for the session's sake */
  char *topic;
  struct growing_text in;  /* the beginning of a packet whose rest has not come */
  struct growing_text out; /* a packet that is being written */
  uint64_t keep_alive_s;
  uint64_t qos, publish_qos;
  bool ping_unanswered;
  uint16_t oldest_id; /* of the messages that were published and not acknowledged, */
  uint32_t in_flight; /* and how many they are: their identifiers follow one another */
};

static const struct protocol_option options[] = {
    {"topic", "{channel}", "the topic that a channel is"},
    {"qos", "0", "of the subscription: 0, or 1 (each message is acknowledged)"},
    {"publish_qos", "1", "of a publisher: 0 (nobody knows what became of a message) or 1"},
    {"keep_alive_s", "60", "seconds between two pings of ours, 0 for none"},
    {"session", "clean", "\"kept\": the broker queues messages of QoS 1 while a user is away"},
    {"username", "", "for the broker; empty: none"},
    {"password", "", "for the broker"},
    {NULL, NULL, NULL},
};

static struct mqtt *state_of(struct conversation *conversation) {
  return conversation->state;
}

/* --- what is said -------------------------------------------------------------------- */

/* What was published and not acknowledged has no outcome any more. */
static void in_flight_forget(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  for (; mqtt->in_flight > 0; mqtt->in_flight--)
    conversation->carrier->published(conversation->owner, PROTOCOL_UNANSWERED);
}

__attribute__((format(printf, 3, 4))) static void fail(struct conversation *conversation,
                                                       const char *step, const char *format, ...) {
  char text[ERROR_TEXT_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  state_of(conversation)->phase = CLOSED;
  in_flight_forget(conversation);
  conversation->carrier->failed(conversation->owner, step, "%s", text);
}

/* Sends what was written (section 6: binary frames). */
static void send_written(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  if (mqtt->out.failed)
    fail(conversation, "send", "no memory for a packet");
  else
    conversation->carrier->send(conversation->owner, mqtt->out.text, mqtt->out.bytes, true);
  mqtt->out.bytes = 0;
}

static void keep_alive_wait(struct conversation *conversation) {
  uint64_t seconds = state_of(conversation)->keep_alive_s;
  conversation->carrier->wake(conversation->owner, seconds ? seconds * NS_PER_S : UINT64_MAX);
}

static uint16_t id_behind(uint16_t id, uint32_t count) {
  return (uint16_t)((id - 1U + count) % ID_MAX + 1);
}

/* --- what comes ---------------------------------------------------------------------- */

/* Section 3.2.2.3. */
static const char *refusal(uint8_t code) {
  static const char *const words[] = {
      [1] = "it does not speak MQTT 3.1.1",
      [2] = "it does not take the client's identifier",
      [3] = "it is not available",
      [4] = "wrong username or password (options \"username\", \"password\")",
      [5] = "not authorized (options \"username\", \"password\")"};
  return code < sizeof words / sizeof *words ? words[code] : "for a reason that MQTT does not name";
}

static void answer_wait(struct conversation *conversation) {
  conversation->carrier->wake(conversation->owner, ANSWER_S * NS_PER_S);
}

static void become_ready(struct conversation *conversation) {
  state_of(conversation)->phase = READY;
  keep_alive_wait(conversation);
  conversation->carrier->ready(conversation->owner);
}

static void connected(struct conversation *conversation, const struct mqtt_packet *packet) {
  struct mqtt *mqtt = state_of(conversation);
  if (packet->code != 0) {
    fail(conversation, "connect", "the broker refuses (CONNACK %u): %s", packet->code,
         refusal(packet->code));
    return;
  }
  if (conversation->publishes) {
    become_ready(conversation);
    return;
  }
  mqtt->phase = SUBSCRIBING;
  mqtt_write_subscribe(&mqtt->out, SUBSCRIBE_ID, mqtt->topic, (uint8_t)mqtt->qos);
  send_written(conversation);
  answer_wait(conversation);
}

static void subscribed(struct conversation *conversation, const struct mqtt_packet *packet) {
  struct mqtt *mqtt = state_of(conversation);
  if (mqtt->phase != SUBSCRIBING || packet->id != SUBSCRIBE_ID)
    fail(conversation, "subscribe", "a SUBACK for nothing that was asked");
  else if (packet->code == MQTT_SUBSCRIPTION_REFUSED)
    fail(conversation, "subscribe", "the broker refuses the topic \"%s\"", mqtt->topic);
  else if (packet->code > mqtt->qos)
    fail(conversation, "subscribe", "SUBACK with %u, and a QoS of %" PRIu64 " was asked",
         packet->code, mqtt->qos);
  else
    become_ready(conversation);
}

static void message_came(struct conversation *conversation, const struct mqtt_packet *packet) {
  struct mqtt *mqtt = state_of(conversation);
  conversation->carrier->received(conversation->owner, packet->payload, packet->payload_bytes);
  if (packet->qos == 0)
    return;
  mqtt_write_puback(&mqtt->out, packet->id);
  send_written(conversation);
}

/* A broker acknowledges in the order in which messages came (section 4.6). */
static void acknowledged(struct conversation *conversation, const struct mqtt_packet *packet) {
  struct mqtt *mqtt = state_of(conversation);
  if (mqtt->in_flight == 0 || packet->id != mqtt->oldest_id) {
    fail(conversation, "publish", "PUBACK %u, and %u was due", packet->id,
         mqtt->in_flight ? mqtt->oldest_id : 0);
    return;
  }
  mqtt->oldest_id = id_behind(mqtt->oldest_id, 1);
  mqtt->in_flight--;
  conversation->carrier->published(conversation->owner, PROTOCOL_PUBLISHED);
}

static void packet_came(struct conversation *conversation, const struct mqtt_packet *packet) {
  struct mqtt *mqtt = state_of(conversation);
  if ((packet->type == MQTT_CONNACK) != (mqtt->phase == CONNECTING)) {
    /* section 3.2: the first packet, and only it, is a CONNACK */
    fail(conversation, "connect", "the broker's first packet is no CONNACK, or it sent two");
    return;
  }
  switch (packet->type) {
  case MQTT_CONNACK:
    connected(conversation, packet);
    break;
  case MQTT_SUBACK:
    subscribed(conversation, packet);
    break;
  case MQTT_PUBLISH:
    message_came(conversation, packet);
    break;
  case MQTT_PUBACK:
    acknowledged(conversation, packet);
    break;
  default: /* PINGRESP */
    mqtt->ping_unanswered = false;
    conversation->carrier->heartbeat(conversation->owner, true);
  }
}

/* Reads whole packets, and returns the bytes behind which the rest of the last one begins. */
static size_t packets_read(struct conversation *conversation, const char *bytes, size_t count) {
  struct mqtt *mqtt = state_of(conversation);
  size_t at = 0;
  while (mqtt->phase != CLOSED && at < count) {
    struct mqtt_packet packet;
    const char *fault;
    size_t length = mqtt_packet_read(bytes + at, count - at, &packet, &fault);
    if (fault)
      fail(conversation, "read", "what the broker sent is no MQTT 3.1.1: %s", fault);
    if (length == 0)
      return at;
    at += length;
    packet_came(conversation, &packet);
  }
  return at;
}

/* Packets do not begin and end where WebSocket messages do (section 6). */
static void mqtt_text(struct conversation *conversation, const char *bytes, size_t count,
                      bool binary) {
  struct mqtt *mqtt = state_of(conversation);
  if (mqtt->phase == CLOSED)
    return;
  if (!binary) {
    fail(conversation, "read", "a text frame: MQTT is carried by binary ones");
    return;
  }
  if (mqtt->in.bytes == 0) {
    size_t taken = packets_read(conversation, bytes, count);
    bytes += taken;
    count -= taken;
  }
  if (mqtt->phase == CLOSED || count == 0)
    return;
  growing_text_add(&mqtt->in, bytes, count);
  if (mqtt->in.failed) {
    fail(conversation, "read", "no memory for a packet");
    return;
  }
  size_t taken = packets_read(conversation, mqtt->in.text, mqtt->in.bytes);
  mqtt->in.bytes -= taken;
  memmove(mqtt->in.text, mqtt->in.text + taken, mqtt->in.bytes);
}

/* --- the conversation ---------------------------------------------------------------- */

static enum status mqtt_check(const struct conversation *conversation, struct error *error) {
  static const char *const sessions[] = {"clean", "kept", NULL};
  enum status status = conversation_option_check(conversation, "topic", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = conversation_option_check(conversation, "username", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = conversation_option_check(conversation, "password", TEMPLATE_TEXT, error);
  if (status == STATUS_OK)
    status = option_number_check(conversation, "qos", 1, error);
  if (status == STATUS_OK)
    status = option_number_check(conversation, "publish_qos", 1, error);
  if (status == STATUS_OK)
    status = option_number_check(conversation, "keep_alive_s", UINT16_MAX, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "session", sessions, error);
  return status;
}

/* Section 4.7. */
static bool topic_fits(const char *topic) {
  return *topic && !strpbrk(topic, "+#") && strlen(topic) <= MQTT_TEXT_BYTES_MAX;
}

/* False after `fail`. */
static bool topic_make(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  struct error error = {""};
  free(mqtt->topic);
  mqtt->topic = conversation_text(conversation, conversation_option(conversation, "topic"),
                                  TEMPLATE_TEXT, NULL, &error);
  if (!mqtt->topic)
    fail(conversation, "description", "option \"topic\": %s", error.text);
  else if (!topic_fits(mqtt->topic))
    fail(conversation, "description", "option \"topic\": \"%.80s\" is no topic of one channel",
         mqtt->topic);
  return mqtt->topic && topic_fits(mqtt->topic);
}

/* A new connection; the client's identifier stays. */
static void begin(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  growing_text_release(&mqtt->in);
  growing_text_release(&mqtt->out);
  mqtt->ping_unanswered = false;
  mqtt->oldest_id = 1;
  mqtt->qos = option_number(conversation, "qos", 1);
  mqtt->publish_qos = option_number(conversation, "publish_qos", 1);
  mqtt->keep_alive_s = option_number(conversation, "keep_alive_s", UINT16_MAX);
  if (!*mqtt->client_id)
    snprintf(mqtt->client_id, sizeof mqtt->client_id, "pb%016" PRIx64,
             random_next(conversation->random));
}

static void mqtt_open(struct conversation *conversation) {
  struct error error = {""};
  in_flight_forget(conversation);
  begin(conversation);
  if (!topic_make(conversation))
    return;
  char *url = conversation_url(conversation, "/mqtt", &error);
  if (!url) {
    fail(conversation, "description", "%s", error.text);
    return;
  }
  state_of(conversation)->phase = OPENING;
  /* section 6: the client must offer "mqtt" */
  conversation->carrier->websocket(conversation->owner, &(struct protocol_request){.target = url},
                                   "mqtt");
  free(url);
}

static char *credential(struct conversation *conversation, const char *option) {
  return conversation_text(conversation, conversation_option(conversation, option), TEMPLATE_TEXT,
                           NULL, NULL);
}

static bool credential_fits(const char *text) {
  return text && strlen(text) <= MQTT_TEXT_BYTES_MAX;
}

static void connect_send(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  char *username = credential(conversation, "username");
  char *password = credential(conversation, "password");
  struct mqtt_connect connect = {.client_id = mqtt->client_id,
                                 .clean_session =
                                     !conversation_option_is(conversation, "session", "kept"),
                                 .keep_alive_s = (uint16_t)mqtt->keep_alive_s,
                                 .username = username && *username ? username : NULL,
                                 .password = password};
  if (!credential_fits(username) || !credential_fits(password)) {
    fail(conversation, "description", "options \"username\", \"password\": at most 65535 bytes");
  } else {
    mqtt->phase = CONNECTING;
    mqtt_write_connect(&mqtt->out, &connect);
    send_written(conversation);
    answer_wait(conversation);
  }
  free(username);
  free(password);
}

static void mqtt_opened(struct conversation *conversation, const struct protocol_answer *answer) {
  size_t bytes;
  const char *subprotocol = answer_header(answer, "Sec-WebSocket-Protocol", &bytes);
  if (subprotocol && bytes == strlen("mqtt") && strncmp(subprotocol, "mqtt", bytes) == 0)
    connect_send(conversation);
  else
    fail(conversation, "handshake", "the server does not speak the subprotocol \"mqtt\"");
}

/* The WebSocket was refused, or there was no answer. */
static void mqtt_answered(struct conversation *conversation, enum protocol_lane lane,
                          const struct protocol_answer *answer) {
  (void)lane;
  char words[ANSWER_WORDS_BYTES];
  fail(conversation, "handshake", "%s instead of a WebSocket (\"url\" of the transport)",
       answer_words(answer, words, sizeof words));
}

/* An answer is late, or a ping is due: a packet of ours must go out at least that often (section
 * 3.1.2.10). */
static void mqtt_woken(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  if (mqtt->phase == CONNECTING || mqtt->phase == SUBSCRIBING)
    fail(conversation, mqtt->phase == CONNECTING ? "connect" : "subscribe", "no answer within %d s",
         ANSWER_S);
  if (mqtt->phase != READY)
    return;
  if (mqtt->ping_unanswered) {
    fail(conversation, "keep-alive", "no PINGRESP within %" PRIu64 " s", mqtt->keep_alive_s);
    return;
  }
  mqtt->ping_unanswered = true;
  mqtt_write_pingreq(&mqtt->out);
  send_written(conversation);
  keep_alive_wait(conversation);
}

static void mqtt_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct mqtt *mqtt = state_of(conversation);
  if (mqtt->phase != READY || mqtt->in_flight == ID_MAX) {
    conversation->carrier->published(conversation->owner, PROTOCOL_REFUSED); /* it was not sent */
    return;
  }
  uint16_t id = id_behind(mqtt->oldest_id, mqtt->in_flight);
  mqtt_write_publish(&mqtt->out, mqtt->topic, text, bytes, (uint8_t)mqtt->publish_qos, id);
  mqtt->in_flight++;
  send_written(conversation);
  if (mqtt->publish_qos == 0)
    in_flight_forget(conversation);
}

static void mqtt_lost(struct conversation *conversation) {
  state_of(conversation)->phase = CLOSED;
  in_flight_forget(conversation);
}

static void mqtt_release(struct conversation *conversation) {
  struct mqtt *mqtt = state_of(conversation);
  free(mqtt->topic);
  growing_text_release(&mqtt->in);
  growing_text_release(&mqtt->out);
}

const struct protocol protocol_mqtt = {
    .name = "mqtt",
    .title = "MQTT 3.1.1 over WebSocket",
    .offers = {[TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct mqtt),
    .check = mqtt_check,
    .release = mqtt_release,
    .open = mqtt_open,
    .answered = mqtt_answered,
    .opened = mqtt_opened,
    .text = mqtt_text,
    .woken = mqtt_woken,
    .publish = mqtt_publish,
    .lost = mqtt_lost,
};
