/* Packets: a first byte with the type, the length of the rest in one to four bytes, the rest. */
#include "clients/protocols/mqtt_packet.h"

#include <string.h>

enum {
  TYPE_SHIFT = 4,
  FLAGS = 0x0f,
  QOS_SHIFT = 1, /* in the flags of PUBLISH (section 3.3.1) */
  QOS = 3,
  SUBSCRIBE_FLAGS = 2, /* section 3.8.1 */
  LENGTH_BITS = 7,     /* of a byte of the length; the eighth says that more follow */
  LENGTH_MORE = 0x80,
  LENGTH_BYTES_MAX = 4,
  ID_BYTES = 2,
  CONNECT_USERNAME = 0x80, /* section 3.1.2.3 */
  CONNECT_PASSWORD = 0x40,
  CONNECT_CLEAN = 2,
  LEVEL_3_1_1 = 4,
};

/* --- reading ------------------------------------------------------------------------- */

static uint16_t number_read(const char *bytes) {
  return (uint16_t)((uint8_t)bytes[0] << 8 | (uint8_t)bytes[1]);
}

/* The bytes of the head, with the length of the rest in *rest (section 2.2.3); 0 where it has not
 * come. */
static size_t head_read(const char *bytes, size_t count, size_t *rest, const char **fault) {
  *rest = 0;
  for (size_t i = 0; i < LENGTH_BYTES_MAX; i++) {
    if (1 + i >= count)
      return 0;
    uint8_t byte = (uint8_t)bytes[1 + i];
    *rest |= (size_t)(byte & ~LENGTH_MORE) << (LENGTH_BITS * i);
    if (!(byte & LENGTH_MORE))
      return 2 + i;
  }
  *fault = "a length of more than four bytes";
  return 0;
}

static const char *publish_read(struct mqtt_packet *packet, uint8_t flags, const char *bytes,
                                size_t count) {
  packet->qos = flags >> QOS_SHIFT & QOS;
  if (packet->qos > 1)
    return "a message with a QoS above 1, which nobody subscribed to";
  size_t id_bytes = packet->qos ? ID_BYTES : 0;
  if (count < 2 || number_read(bytes) + 2 + id_bytes > count)
    return "a message that is shorter than its topic";
  size_t topic_end = 2 + (size_t)number_read(bytes);
  packet->id = packet->qos ? number_read(bytes + topic_end) : 0;
  if (packet->qos && packet->id == 0)
    return "a message with the identifier 0";
  packet->payload = bytes + topic_end + id_bytes;
  packet->payload_bytes = count - topic_end - id_bytes;
  return NULL;
}

/* What is wrong with a packet other than PUBLISH; NULL: nothing. */
static const char *answer_read(struct mqtt_packet *packet, const char *bytes, size_t count) {
  size_t expected = packet->type == MQTT_PINGRESP ? 0 : packet->type == MQTT_SUBACK ? 3 : 2;
  if (count != expected)
    return "an answer of a wrong length";
  switch (packet->type) {
  case MQTT_CONNACK:
    packet->session_present = bytes[0] & 1;
    packet->code = (uint8_t)bytes[1];
    return (uint8_t)bytes[0] > 1 ? "a CONNACK with reserved bits" : NULL;
  case MQTT_SUBACK:
    packet->code = (uint8_t)bytes[2];
    packet->id = number_read(bytes);
    return NULL;
  case MQTT_PUBACK:
    packet->id = number_read(bytes);
    return NULL;
  default:
    return NULL;
  }
}

static const char *rest_read(struct mqtt_packet *packet, uint8_t first, const char *bytes,
                             size_t count) {
  packet->type = first >> TYPE_SHIFT;
  if (packet->type == MQTT_PUBLISH)
    return publish_read(packet, first & FLAGS, bytes, count);
  if (packet->type != MQTT_CONNACK && packet->type != MQTT_SUBACK && packet->type != MQTT_PUBACK &&
      packet->type != MQTT_PINGRESP)
    return "a packet that servers do not send";
  if (first & FLAGS) /* section 2.2.2: the connection ends */
    return "an answer with reserved flags";
  return answer_read(packet, bytes, count);
}

size_t mqtt_packet_read(const char *bytes, size_t count, struct mqtt_packet *packet,
                        const char **fault) {
  size_t rest;
  *fault = NULL;
  *packet = (struct mqtt_packet){.payload = ""};
  size_t head = head_read(bytes, count, &rest, fault);
  if (head == 0)
    return 0;
  if (rest > MQTT_PACKET_BYTES_MAX) {
    *fault = "a packet of more than 1 MiB";
    return 0;
  }
  if (count - head < rest)
    return 0;
  *fault = rest_read(packet, (uint8_t)bytes[0], bytes + head, rest);
  return *fault ? 0 : head + rest;
}

/* --- writing ------------------------------------------------------------------------- */

static void write_byte(struct growing_text *out, size_t byte) {
  growing_text_add(out, &(char){(char)byte}, 1);
}

static void write_number(struct growing_text *out, size_t number) {
  write_byte(out, number >> 8);
  write_byte(out, number & 0xff);
}

static void write_text(struct growing_text *out, const char *text) {
  write_number(out, strlen(text));
  growing_text_add_text(out, text);
}

static size_t text_bytes(const char *text) {
  return text ? 2 + strlen(text) : 0;
}

static void write_head(struct growing_text *out, enum mqtt_type type, size_t flags, size_t rest) {
  write_byte(out, (size_t)type << TYPE_SHIFT | flags);
  while (rest >= LENGTH_MORE) {
    write_byte(out, LENGTH_MORE | (rest & (LENGTH_MORE - 1)));
    rest >>= LENGTH_BITS;
  }
  write_byte(out, rest);
}

void mqtt_write_connect(struct growing_text *out, const struct mqtt_connect *connect) {
  const char *password = connect->username ? connect->password : NULL;
  write_head(out, MQTT_CONNECT, 0,
             text_bytes("MQTT") + 4 + text_bytes(connect->client_id) +
                 text_bytes(connect->username) + text_bytes(password));
  write_text(out, "MQTT");
  write_byte(out, LEVEL_3_1_1);
  write_byte(out, (connect->clean_session ? (size_t)CONNECT_CLEAN : 0) |
                      (connect->username ? (size_t)CONNECT_USERNAME : 0) |
                      (password ? (size_t)CONNECT_PASSWORD : 0));
  write_number(out, connect->keep_alive_s);
  write_text(out, connect->client_id);
  if (connect->username)
    write_text(out, connect->username);
  if (password)
    write_text(out, password);
}

void mqtt_write_subscribe(struct growing_text *out, uint16_t id, const char *topic, uint8_t qos) {
  write_head(out, MQTT_SUBSCRIBE, SUBSCRIBE_FLAGS, ID_BYTES + text_bytes(topic) + 1);
  write_number(out, id);
  write_text(out, topic);
  write_byte(out, qos);
}

void mqtt_write_publish(struct growing_text *out, const char *topic, const char *payload,
                        size_t payload_bytes, uint8_t qos, uint16_t id) {
  write_head(out, MQTT_PUBLISH, (size_t)qos << QOS_SHIFT,
             text_bytes(topic) + (qos ? (size_t)ID_BYTES : 0) + payload_bytes);
  write_text(out, topic);
  if (qos)
    write_number(out, id);
  growing_text_add(out, payload, payload_bytes);
}

void mqtt_write_puback(struct growing_text *out, uint16_t id) {
  write_head(out, MQTT_PUBACK, 0, ID_BYTES);
  write_number(out, id);
}

void mqtt_write_pingreq(struct growing_text *out) {
  write_head(out, MQTT_PINGREQ, 0, 0);
}
