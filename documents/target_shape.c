/* The tables of what all target files have. Objects that others hold stand before them. */
#include "documents/target_shape.h"

#include <string.h>

#include "documents/name_near.h"
#include "documents/shape_rows.h"
#include "documents/target_plain_shape.h"

const char target_plain[] = "plain";

const char *const target_protocols[] = {target_plain, "bayeux",    "centrifugo", "engine.io",
                                        "mercure",    "mqtt",      "nchan",      "phoenix",
                                        "signalr",    "socket.io", "sockjs",     NULL};

enum { PUBLISHERS_MAX = 64 };

enum {
  VARIABLES_OF_PUBLISH = SCOPE_USER | SCOPE_MESSAGE | SCOPE_SECRET,
  VARIABLES_OF_SERVER = SCOPE_PORT | SCOPE_SECRET,
};

static const struct shape_value words = WORDS;
static const struct shape_value code = CODE;
static const struct shape_value header_of_publish = WITH(SHAPE_HEADER, VARIABLES_OF_PUBLISH);
static const struct shape_value header_of_user = WITH(SHAPE_HEADER, SCOPE_USER | SCOPE_SECRET);
static const struct shape_value server_text = WITH(SHAPE_TEMPLATE, VARIABLES_OF_SERVER);

/* ---- the publisher ---- */

static const struct shape publish_request_shape = {
    .name = "publish_request",
    .words = "the request that publishes",
    .keys = (const struct shape_key[]){
        {"url", WITH(SHAPE_URL, VARIABLES_OF_PUBLISH | SCOPE_PORT),
         "path and query, or a whole URL where the server takes messages at another port", true,
         NULL},
        {"method", CHOICE(target_methods), "method (POST)", false, NULL},
        {"headers", HEADERS_OF(header_of_publish), "headers beside those of the description", false,
         NULL},
        {"body", WITH(SHAPE_BODY, VARIABLES_OF_PUBLISH), "body: a text, or JSON", false, NULL},
        {"published", LIST_OF(code), "statuses that say that it is published (200 to 299)", false,
         NULL},
        {"timeout_s", SECONDS, "how long an answer may take (10)", false, NULL},
        {.name = NULL}}};

static const char *const units[] = {"s", "ms", "us", "ns", NULL};

#define FIELD_KEYS                                                                        \
  {"pointer", POINTER, "JSON pointer to it in the message", false, NULL},                 \
      {"after", WORDS, "it stands behind this text", false, NULL}, {                      \
    "until", TEXT, "and before this; by default as far as it is a number", false, "after" \
  }

static const struct shape stamp_shape = {
    .name = "stamp",
    .words = "a time stamp",
    .exactly_one = "pointer|after",
    .keys = (const struct shape_key[]){
        FIELD_KEYS,
        {"unit", CHOICE(units), "its unit, since 1970 (ms)", false, NULL},
        {.name = NULL}}};

static const struct shape number_shape = {
    .name = "number",
    .words = "a number",
    .exactly_one = "pointer|after",
    .keys = (const struct shape_key[]){FIELD_KEYS, {.name = NULL}}};

static const struct shape own_shape = {
    .name = "own",
    .words = "a server that publishes by itself",
    .keys = (const struct shape_key[]){
        {"sent", OBJECT(stamp_shape), "where a message says when it was sent", false, NULL},
        {"number", OBJECT(number_shape), "where a message has its number", false, NULL},
        {.name = NULL}}};

static const char *const transport_names[] = {"short_poll", "long_poll", "sse", "websocket", NULL};

static const struct shape_value publish_transport = CHOICE(transport_names);
static const struct shape_value only_true = ONLY_TRUE;

static const struct shape publish_shape = {
    .name = "publish",
    .words = "how messages are published",
    .exactly_one = "request|protocol|websocket|input|server",
    .keys = (const struct shape_key[]){
        {"request", OBJECT(publish_request_shape), "an HTTP request for each message", false, NULL},
        {"protocol",
         {.kind = SHAPE_EITHER, .item = &publish_transport, .other = &only_true},
         "the protocol's own way, over that transport; true: over the WebSocket, or else the first "
         "that is offered",
         false,
         NULL},
        {"websocket", OBJECT(target_publisher_shape),
         "a message on a WebSocket of the publisher, as of "
         "`plain`",
         false, NULL},
        {"input", WITH(SHAPE_TEMPLATE, SCOPE_PUBLISHER | SCOPE_MESSAGE),
         "a text for each message on a program's standard input", false, NULL},
        {"command", LIST_OF(server_text), "that program; by default the server", false, "input"},
        {"server", OBJECT(own_shape), "the server publishes by itself", false, NULL},
        {.name = NULL}}};

/* ---- the server ---- */

static const struct shape ready_shape = {
    .name = "ready",
    .words = "what tells that the server is ready",
    .exactly_one = "line|get|port",
    .keys = (const struct shape_key[]){
        {"line", TEXT, "a line of its output has this", false, NULL},
        {"get", WITH(SHAPE_PATH, SCOPE_PORT),
         "a GET of this path is answered by a status of 200 "
         "to 299",
         false, NULL},
        {"port", ONLY_TRUE, "it takes connections (the default)", false, NULL},
        {.name = NULL}}};

static const char *const signals[] = {"SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGKILL", NULL};

static const struct shape server_shape = {
    .name = "server",
    .words = "a server",
    .keys = (const struct shape_key[]){
        {"command", LIST_OF(server_text), "the program and its arguments, without a shell", true,
         NULL},
        {"folder", TEXT, "where it is started, from this file's folder", false, NULL},
        {"environment", MAP_OF(server_text), "variables that are added to the environment", false,
         NULL},
        {"ready", OBJECT(ready_shape), "what tells that it is ready", false, NULL},
        {"ready_s", SECONDS, "how long that may take (10)", false, NULL},
        {"end", CHOICE(signals), "the signal that ends it (SIGTERM)", false, NULL},
        {"end_s", SECONDS, "how long that may take before it is killed (5)", false, NULL},
        {.name = NULL}}};

const struct shape target_known_shape = {
    .name = "known",
    .words = "a transport of a known protocol",
    .keys = (const struct shape_key[]){
        {"url", WITH(SHAPE_PATH, SCOPE_USER),
         "path and query, where they are not those that the protocol has by itself", false, NULL},
        {.name = NULL}}};

/* ---- the whole ---- */

static const struct shape_value any = {.kind = SHAPE_ANY};
static const struct shape_value transport_list = LIST_OF(publish_transport);

static enum status transport_check(const char *key, struct error *error) {
  if (transport_named(key) >= 0)
    return STATUS_OK;
  const char *near = name_near(transport_names, key);
  return error_set(error, STATUS_USAGE,
                   near ? "unknown transport '%.40s': did you mean '%s'?"
                        : "unknown transport '%.40s'%s: short_poll, "
                          "long_poll, sse and websocket are known",
                   key, near ? near : "");
}

static const struct shape_value transport_map = {.kind = SHAPE_MAP,
                                                 .item = &any,
                                                 .key_check = transport_check,
                                                 .key_pattern =
                                                     "^(short_poll|long_poll|sse|websocket)$"};

const struct shape target_shape = {
    .name = "target",
    .words = "a target",
    .at_least_one = "server|url",
    .keys = (const struct shape_key[]){
        {"$schema", TEXT, "this schema, for editors", false, NULL},
        {"title", TEXT, "name of the server in charts and tables (the file's name)", false, NULL},
        {"server", OBJECT(server_shape), "how the server is started; without it, it runs already",
         false, NULL},
        {"url", WITH(SHAPE_TEMPLATE, SCOPE_PORT),
         "where it is: scheme, host and port (http://127.0.0.1:{port})", false, NULL},
        {"protocol", CHOICE(target_protocols), "what it speaks: `plain`, or one that is known",
         true, NULL},
        {"options", MAP_OF(words), "settings of the protocol", false, NULL},
        {"headers", HEADERS_OF(header_of_user), "headers of all requests", false, NULL},
        {"secrets", TEXT, "file of an object of texts, from this file's folder", false, NULL},
        {"cookies", SWITCH, "each user keeps the cookies that it is given (false)", false, NULL},
        {"transports",
         {.kind = SHAPE_EITHER, .item = &transport_map, .other = &transport_list},
         "the transports that it offers: an object, or only their names",
         true,
         NULL},
        {"publish", OBJECT(publish_shape), "how a message is published", true, NULL},
        {"connections",
         {.kind = SHAPE_WHOLE, .minimum = 1, .maximum = PUBLISHERS_MAX},
         "connections that publish for a channel (1, which keeps the order)",
         false,
         NULL},
        {"pid_file", TEXT,
         "file of the process id of a server that runs already, from this file's "
         "folder",
         false, "url"},
        {"untested", TEXT, "why nobody has tried it", false, NULL},
        {.name = NULL}}};

/* ---- the schema ---- */

/* What "transports" has, where each has the shape of its table. The definitions of its objects go
 * where those of the others are. */
static json_t *transports_schema(const struct shape *const shapes[], json_t *definitions) {
  json_t *properties = json_object();
  for (int i = 0; i < TRANSPORT_COUNT; i++) {
    json_t *schema = shape_schema(shapes[i], shapes[i]->name);
    json_object_update_missing(definitions, json_object_get(schema, "$defs"));
    json_object_del(schema, "$defs");
    json_object_del(schema, "$schema");
    json_object_del(schema, "title");
    json_object_set_new(properties, transport_traits[i].name, schema);
  }
  return json_pack("{s:{s:{s:o}}}", "properties", "transports", "properties", properties);
}

/* Where the protocol is known, "transports" may be a list, of which "properties" says nothing. */
json_t *target_schema(void) {
  const struct shape *known[TRANSPORT_COUNT];
  json_t *schema = shape_schema(&target_shape, "a target file of pushbench");
  json_t *definitions = json_object_get(schema, "$defs");
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    known[i] = &target_known_shape;
  json_t *plain = transports_schema(target_plain_shapes, definitions);
  json_object_set_new(json_object_get(json_object_get(plain, "properties"), "transports"), "type",
                      json_string("object"));
  json_object_set_new(schema, "if",
                      json_pack("{s:{s:{s:s}}}", "properties", "protocol", "const", target_plain));
  json_object_set_new(schema, "then", plain);
  json_object_set_new(schema, "else", transports_schema(known, definitions));
  return schema;
}
