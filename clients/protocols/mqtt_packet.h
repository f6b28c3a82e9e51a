/* Reads and writes the packets of MQTT 3.1.1 (OASIS Standard, 29 October 2014). Section numbers are
 * its own. No sockets.
 *
 * libmosquitto, which Debian packages, does its own I/O and exports no functions for packets; the
 * packets that a user needs are few. */
#ifndef CLIENTS_PROTOCOLS_MQTT_PACKET_H
#define CLIENTS_PROTOCOLS_MQTT_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/growing_text.h"

/* Section 2.2.1. */
enum mqtt_type {
  MQTT_CONNECT = 1,
  MQTT_CONNACK = 2,
  MQTT_PUBLISH = 3,
  MQTT_PUBACK = 4,
  MQTT_SUBSCRIBE = 8,
  MQTT_SUBACK = 9,
  MQTT_PINGREQ = 12,
  MQTT_PINGRESP = 13,
};

enum {
  MQTT_TEXT_BYTES_MAX = 65535, /* of a topic, a name (section 1.5.3) */
  MQTT_PACKET_BYTES_MAX = 1 << 20,
  MQTT_SUBSCRIPTION_REFUSED = 0x80, /* in mqtt_packet.code of a SUBACK (section 3.9.3) */
};

/* A packet that a server sends. */
struct mqtt_packet {
  enum mqtt_type type;
  uint8_t qos;          /* PUBLISH: 0 or 1 */
  uint8_t code;         /* CONNACK: 0 or why the server refuses; SUBACK: the QoS, or refused */
  bool session_present; /* CONNACK: the server goes on with a session */
  uint16_t id;          /* SUBACK, PUBACK, and PUBLISH with QoS 1: not 0 */
  const char *payload;  /* PUBLISH */
  size_t payload_bytes;
};

/* The length of the packet at the beginning of these bytes, which is then in *packet; 0 where it
 * has not come whole. With *fault, what is wrong, it is no packet that a server may send to one who
 * subscribed with a QoS of 1 at most, or longer than MQTT_PACKET_BYTES_MAX. */
size_t mqtt_packet_read(const char *bytes, size_t count, struct mqtt_packet *packet,
                        const char **fault);

struct mqtt_connect {
  const char *client_id;
  bool clean_session;
  uint16_t keep_alive_s;
  const char *username, *password; /* NULL: none; no password without a name (section 3.1.2.9) */
};

/* Each adds a whole packet. Texts have at most MQTT_TEXT_BYTES_MAX bytes. `id` is not 0. */
void mqtt_write_connect(struct growing_text *out, const struct mqtt_connect *connect);
void mqtt_write_subscribe(struct growing_text *out, uint16_t id, const char *topic, uint8_t qos);
/* `id`: of QoS 1 alone. */
void mqtt_write_publish(struct growing_text *out, const char *topic, const char *payload,
                        size_t payload_bytes, uint8_t qos, uint16_t id);
void mqtt_write_puback(struct growing_text *out, uint16_t id);
void mqtt_write_pingreq(struct growing_text *out);

#endif
