/* Socket.IO 4: the Socket.IO protocol, version 5, on an Engine.IO session
 * (https://github.com/socketio/socket.io-protocol, whose sections are named here).
 *
 * - "Connection to a namespace": we say CONNECT with the option "auth", and the server answers it.
 * - A channel is joined by an event, which the option "join" has as a JSON array: rooms are the
 *   server's affair, and a client asks for one in the application's own words.
 * - "Acknowledgement": an event of ours with an id is acknowledged by the server's application; one
 *   of the server's with an id we acknowledge at once.
 * - Connection state recovery (https://socket.io/docs/v4/connection-state-recovery; on the wire, as
 *   socket.io-client 4.8 does it): the CONNECT answer has a private id, `pid`, and each event's
 * last argument is its offset. The next CONNECT says both. Where the answer has the same pid, the
 *   server has restored the rooms, and the events that we missed came before this answer. */
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/conversation_text.h"
#include "clients/protocols/engine_io_session.h"
#include "clients/protocols/excerpt.h"
#include "clients/protocols/outcomes.h"
#include "clients/protocols/rows.h"
#include "clients/protocols/socket_io_packet.h"
#include "common/base/decimal.h"
#include "common/base/json_depth.h"

enum { SECRET_BYTES = 128 };

struct socket_io {
  struct engine_io session;
  const char *name; /* of the namespace */
  bool connected;   /* to it */
  bool joining;     /* the acknowledgement is awaited */
  uint64_t join_id;
  uint64_t next_id; /* of an event of ours that is to be acknowledged */
  struct outcomes outcomes;
  char pid[SECRET_BYTES], offset[SECRET_BYTES]; /* "" where unknown */
};

static struct socket_io *socket_of(struct conversation *conversation) {
  return conversation->state;
}

/* --- packets that are sent ----------------------------------------------------------- */

/* Adds an option with its values. Where there is no memory, `out` has failed. */
static void add_option(const struct conversation *conversation, const char *option,
                       const char *message, struct growing_text *out) {
  char *text = conversation_text(conversation, conversation_option(conversation, option),
                                 TEMPLATE_TEXT, message, NULL);
  if (text)
    growing_text_add_text(out, text);
  else
    out->failed = true;
  free(text);
}

static void add_number(struct growing_text *out, uint64_t number) {
  char digits[DECIMAL_BYTES_MAX];
  growing_text_add(out, digits, decimal_write(number, digits));
}

/* Begins a packet of that type to our namespace. */
static struct growing_text *packet_begin(struct conversation *conversation,
                                         enum socket_io_type type) {
  const char *name = socket_of(conversation)->name;
  struct growing_text *packet = engine_io_packet(conversation);
  add_number(packet, type);
  if (strcmp(name, "/") != 0) {
    growing_text_add_text(packet, name);
    growing_text_add_text(packet, ",");
  }
  return packet;
}

/* The option as JSON; NULL where it is empty or no JSON. */
static json_t *json_option(const struct conversation *conversation, const char *option) {
  char *text = conversation_text(conversation, conversation_option(conversation, option),
                                 TEMPLATE_TEXT, "", NULL);
  json_t *json = text && json_depth_fits(text, strlen(text)) ? json_loads(text, 0, NULL) : NULL;
  free(text);
  return json;
}

/* The payload of CONNECT: what the option "auth" has, and what recovers the state. NULL: none. */
static char *connect_payload(struct conversation *conversation) {
  const struct socket_io *socket = socket_of(conversation);
  json_t *given = json_option(conversation, "auth");
  json_t *payload = json_object();
  if (*socket->pid)
    json_object_set_new(payload, "pid", json_string(socket->pid));
  if (*socket->pid && *socket->offset)
    json_object_set_new(payload, "offset", json_string(socket->offset));
  if (given)
    json_object_update(payload, given);
  char *text = json_object_size(payload) > 0 ? json_dumps(payload, JSON_COMPACT) : NULL;
  json_decref(payload);
  json_decref(given);
  return text;
}

static void session_opened(struct conversation *conversation) {
  struct growing_text *packet = packet_begin(conversation, SOCKET_IO_CONNECT);
  char *payload = connect_payload(conversation);
  if (payload)
    growing_text_add_text(packet, payload);
  free(payload);
  engine_io_send(conversation, false);
}

static void ready(struct conversation *conversation) {
  engine_io_await(conversation, NULL);
  conversation->carrier->ready(conversation->owner);
}

static void join(struct conversation *conversation) {
  struct socket_io *socket = socket_of(conversation);
  unsigned ended = socket->session.ended;
  if (conversation->publishes || conversation_option_is(conversation, "join", "")) {
    ready(conversation);
    return;
  }
  struct growing_text *packet = packet_begin(conversation, SOCKET_IO_EVENT);
  socket->joining = conversation_option_is(conversation, "join_ack", "yes");
  if (socket->joining) {
    socket->join_id = socket->next_id++;
    add_number(packet, socket->join_id);
    engine_io_await(conversation, "join");
  }
  add_option(conversation, "join", NULL, packet);
  engine_io_send(conversation, false);
  if (socket->session.ended == ended && !socket->joining)
    ready(conversation);
}

static void publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct socket_io *socket = socket_of(conversation);
  if (!socket->connected) {
    conversation->carrier->published(conversation->owner, PROTOCOL_UNANSWERED);
    return;
  }
  struct growing_text *packet = packet_begin(conversation, SOCKET_IO_EVENT);
  if (conversation_option_is(conversation, "publish_ack", "yes"))
    add_number(packet, socket->next_id);
  char *message = strndup(text, bytes);
  if (message)
    add_option(conversation, "publish", message, packet);
  else
    packet->failed = true;
  free(message);
  outcomes_add(conversation, &socket->outcomes, socket->next_id++);
  engine_io_send(conversation, true);
}

static void acknowledge(struct conversation *conversation, uint64_t id) {
  struct growing_text *packet = packet_begin(conversation, SOCKET_IO_ACK);
  add_number(packet, id);
  growing_text_add_text(packet, "[]");
  engine_io_send(conversation, false);
}

/* --- packets that come --------------------------------------------------------------- */

static void packet_fail(struct conversation *conversation, const char *bytes, size_t count) {
  engine_io_fail(conversation, "message", "the server sent no packet of Socket.IO: \"%s\"",
                 excerpt_of(bytes, count).text);
}

/* Keeps a text of the server's, or "" where there is none or it is longer than any that servers
 * give. */
static void secret_keep(char *kept, const json_t *value) {
  size_t bytes = json_string_length(value);
  kept[0] = '\0';
  if (bytes < SECRET_BYTES && json_string_value(value))
    memcpy(kept, json_string_value(value), bytes + 1);
}

static void connect_take(struct conversation *conversation, const json_t *payload) {
  struct socket_io *socket = socket_of(conversation);
  const json_t *pid = json_object_get(payload, "pid");
  bool recovered =
      *socket->pid && json_string_value(pid) && strcmp(socket->pid, json_string_value(pid)) == 0;
  secret_keep(socket->pid, pid);
  socket->connected = true;
  if (recovered)
    ready(conversation);
  else
    join(conversation);
}

static void refused(struct conversation *conversation, const char *step,
                    const struct socket_io_packet *packet) {
  engine_io_fail(conversation, step, "the server refused: %s",
                 excerpt_of(packet->payload, packet->payload_bytes).text);
}

static void ack_take(struct conversation *conversation, const struct socket_io_packet *packet) {
  struct socket_io *socket = socket_of(conversation);
  const char *no = conversation_option(conversation, "refused");
  bool says_no = *no && memmem(packet->payload, packet->payload_bytes, no, strlen(no));
  if (!socket->joining || packet->id != socket->join_id) {
    outcomes_set(conversation, &socket->outcomes, packet->id,
                 says_no ? PROTOCOL_REFUSED : PROTOCOL_PUBLISHED);
    return;
  }
  socket->joining = false;
  if (says_no)
    refused(conversation, "join", packet);
  else
    ready(conversation);
}

/* Hands the argument that is the message to the application. */
static void message_take(struct conversation *conversation, const json_t *event,
                         const struct socket_io_packet *packet) {
  const char *which = conversation_option(conversation, "argument");
  const char *digits = which;
  uint64_t index = 0;
  if (strcmp(which, "all") == 0) {
    engine_io_received(conversation, packet->payload, packet->payload_bytes);
    return;
  }
  decimal_read(&digits, which + strlen(which), &index);
  const json_t *argument = json_array_get(event, (size_t)index + 1);
  if (json_is_string(argument)) {
    engine_io_received(conversation, json_string_value(argument), json_string_length(argument));
    return;
  }
  char *text = argument ? json_dumps(argument, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  if (text)
    engine_io_received(conversation, text, strlen(text));
  else
    engine_io_fail(conversation, "message",
                   "the event has no argument %s, as option argument says: %s", which,
                   excerpt_of(packet->payload, packet->payload_bytes).text);
  free(text);
}

static void event_take(struct conversation *conversation, const json_t *event,
                       const struct socket_io_packet *packet) {
  struct socket_io *socket = socket_of(conversation);
  unsigned ended = socket->session.ended;
  size_t count = json_array_size(event);
  const char *name = json_string_value(json_array_get(event, 0));
  if (*socket->pid && count > 1 && json_is_string(json_array_get(event, count - 1)))
    secret_keep(socket->offset, json_array_get(event, count - 1));
  if (packet->has_id)
    acknowledge(conversation, packet->id);
  if (socket->session.ended == ended && name &&
      strcmp(name, conversation_option(conversation, "event")) == 0)
    message_take(conversation, event, packet);
}

/* Whether the payload is one that this type may have ("Packet encoding"). */
static bool payload_fits(enum socket_io_type type, const json_t *payload) {
  switch (type) {
  case SOCKET_IO_CONNECT:
    return json_string_value(json_object_get(payload, "sid"));
  case SOCKET_IO_EVENT:
  case SOCKET_IO_BINARY_EVENT:
    return json_array_size(payload) > 0;
  case SOCKET_IO_ACK:
  case SOCKET_IO_BINARY_ACK:
    return json_is_array(payload);
  case SOCKET_IO_DISCONNECT:
  case SOCKET_IO_CONNECT_ERROR:
    break;
  }
  return true;
}

static void packet_take(struct conversation *conversation, const struct socket_io_packet *packet,
                        const json_t *payload) {
  struct socket_io *socket = socket_of(conversation);
  switch (packet->type) {
  case SOCKET_IO_CONNECT:
    if (!socket->connected)
      connect_take(conversation, payload);
    break;
  case SOCKET_IO_DISCONNECT:
    socket->pid[0] = '\0';
    engine_io_fail(conversation, "session", "the server has disconnected us from %s", socket->name);
    break;
  case SOCKET_IO_EVENT:
  case SOCKET_IO_BINARY_EVENT: /* whose attachments are passed over: they are no texts */
    event_take(conversation, payload, packet);
    break;
  case SOCKET_IO_ACK:
  case SOCKET_IO_BINARY_ACK:
    if (packet->has_id)
      ack_take(conversation, packet);
    break;
  case SOCKET_IO_CONNECT_ERROR:
    socket->pid[0] = '\0';
    refused(conversation, "connect", packet);
    break;
  }
}

static void message_came(struct conversation *conversation, const char *bytes, size_t count) {
  const char *name = socket_of(conversation)->name;
  struct socket_io_packet packet;
  if (!socket_io_packet_read(bytes, count, &packet) ||
      !json_depth_fits(packet.payload, packet.payload_bytes)) {
    packet_fail(conversation, bytes, count);
    return;
  }
  if (packet.name_bytes != strlen(name) || memcmp(packet.name, name, packet.name_bytes) != 0)
    return;
  json_t *payload =
      json_loadb(packet.payload, packet.payload_bytes, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (payload_fits(packet.type, payload))
    packet_take(conversation, &packet, payload);
  else
    packet_fail(conversation, bytes, count);
  json_decref(payload);
}

/* --- the session ------------------------------------------------------------------------ */

static void packets_sent(struct conversation *conversation, size_t publishes,
                         enum protocol_published outcome) {
  if (conversation_option_is(conversation, "publish_ack", "yes"))
    return; /* the acknowledgement will tell */
  for (size_t i = 0; i < publishes; i++)
    outcomes_set_oldest(conversation, &socket_of(conversation)->outcomes, outcome);
}

static void session_ended(struct conversation *conversation) {
  struct socket_io *socket = socket_of(conversation);
  socket->connected = socket->joining = false;
  outcomes_end(conversation, &socket->outcomes);
}

static const struct engine_io_layer layer = {
    .path = "/socket.io/",
    .first_step = "connect",
    .opened = session_opened,
    .message = message_came,
    .sent = packets_sent,
    .ended = session_ended,
};

static void begin(struct conversation *conversation) {
  socket_of(conversation)->name = conversation_option(conversation, "namespace");
  engine_io_begin(conversation, &layer);
}

static void release(struct conversation *conversation) {
  outcomes_release(&socket_of(conversation)->outcomes);
  engine_io_release(conversation);
}

/* --- options ---------------------------------------------------------------------------- */

static const struct protocol_option options[] = {
    {"namespace", "/", "namespace to connect to"},
    {"auth", "", "payload of CONNECT, a JSON object; empty: none"},
    {"event", "message", "name of the events that carry messages"},
    {"argument", "0",
     "which argument of them is the message, counted from 0 behind the name; or \"all\""},
    {"join", "", "event that joins {channel}, a JSON array of its name and arguments; empty: none"},
    {"join_ack", "no", "whether the server acknowledges it: yes or no"},
    {"publish", "", "event that publishes {message} to {channel}, a JSON array as join"},
    {"publish_ack", "no", "whether the server acknowledges it: yes or no"},
    {"refused", "", "text by which an acknowledgement says no; empty: none does"},
    {0},
};

/* An option that is JSON, or empty: a template that gives such JSON as `fits` takes. */
static enum status check_json(const struct conversation *conversation, const char *option,
                              bool (*fits)(const json_t *json), const char *what,
                              struct error *error) {
  enum status status = conversation_option_check(conversation, option, TEMPLATE_TEXT, error);
  if (status != STATUS_OK || conversation_option_is(conversation, option, ""))
    return status;
  json_t *json = json_option(conversation, option);
  bool good = fits(json);
  json_decref(json);
  return good ? STATUS_OK : error_set(error, STATUS_USAGE, "option \"%s\" is no %s", option, what);
}

static bool is_event(const json_t *json) {
  return json_string_value(json_array_get(json, 0));
}

static bool is_object(const json_t *json) {
  return json_is_object(json);
}

static enum status check_jsons(const struct conversation *conversation, struct error *error) {
  static const char event[] =
      "JSON array that begins with the event's name, as [\"subscribe\",\"{channel}\"]";
  enum status status = check_json(conversation, "join", is_event, event, error);
  if (status == STATUS_OK)
    status = check_json(conversation, "publish", is_event, event, error);
  if (status == STATUS_OK)
    status = check_json(conversation, "auth", is_object, "JSON object", error);
  return status;
}

static enum status check_rest(const struct conversation *conversation, struct error *error) {
  const char *argument = conversation_option(conversation, "argument");
  const char *digits = argument;
  uint64_t index;
  if (*conversation_option(conversation, "namespace") != '/')
    return error_set(error, STATUS_USAGE, "option \"namespace\" does not begin with a slash");
  if (strcmp(argument, "all") != 0 &&
      !(decimal_read(&digits, argument + strlen(argument), &index) && !*digits && index < 100))
    return error_set(error, STATUS_USAGE,
                     "option \"argument\" is no number below 100, nor \"all\"");
  if (conversation->publishes && !*conversation_option(conversation, "publish"))
    return error_set(error, STATUS_USAGE,
                     "option \"publish\" is missing: it says which event publishes {message}");
  return engine_io_check(conversation, &layer, error);
}

static enum status check(const struct conversation *conversation, struct error *error) {
  static const char *const choices[] = {"yes", "no", NULL};
  enum status status = check_jsons(conversation, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "join_ack", choices, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "publish_ack", choices, error);
  return status == STATUS_OK ? check_rest(conversation, error) : status;
}

const struct protocol protocol_socket_io = {
    .name = "socket.io",
    .title = "Socket.IO 4",
    .offers = {[TRANSPORT_LONG_POLL] = true, [TRANSPORT_WEBSOCKET] = true},
    .options = options,
    .state_bytes = sizeof(struct socket_io),
    .check = check,
    .release = release,
    .open = begin,
    .answered = engine_io_answered,
    .opened = engine_io_opened,
    .text = engine_io_text,
    .woken = engine_io_woken,
    .publish = publish,
    .lost = engine_io_lost,
};
