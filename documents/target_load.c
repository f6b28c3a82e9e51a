/* Reads target files: the shape first, then what the tables of shapes cannot say. */
#include "documents/target_load.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/growing_text.h"
#include "documents/json_read.h"
#include "documents/target_check.h"

static const char url_fallback[] = "http://127.0.0.1:{port}";
static const double ready_s_fallback = 10, end_s_fallback = 5;

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for a target file");
}

/* ---- files ---- */

/* The path, from the folder of the target file. malloc'd. */
static char *beside(const struct target_description *description, const char *name) {
  struct growing_text path = {.text = NULL};
  const char *slash = strrchr(description->path, '/');
  if (slash && *name != '/')
    growing_text_add(&path, description->path, (size_t)(slash - description->path) + 1);
  growing_text_add_text(&path, name);
  return growing_text_take(&path);
}

/* "targets/nchan.json" is named "nchan". */
static char *name_of(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  const char *end = strstr(name, ".json");
  return strndup(name, end ? (size_t)(end - name) : strlen(name));
}

static enum status text_read(struct target_description *description, const char *path,
                             struct error *error) {
  json_error_t fault;
  description->path = strdup(path);
  description->name = name_of(path);
  if (!description->path || !description->name)
    return no_memory(error);
  description->text = json_read_bytes(path, &description->text_bytes);
  if (!description->text)
    return error_set(error, STATUS_USAGE, "cannot read %s: %s", path, strerror(errno));
  description->document =
      json_read_text(description->text, description->text_bytes, JSON_REJECT_DUPLICATES, &fault);
  if (!description->document)
    return error_set(error, STATUS_USAGE, "%s:%d:%d: %s", path, fault.line, fault.column,
                     fault.text);
  return STATUS_OK;
}

/* ---- secrets ---- */

static enum status secrets_check(const struct target_description *description, const char *path,
                                 struct error *error) {
  const char *name;
  json_t *value;
  if (!json_is_object(description->secrets))
    return target_fault(description, "/secrets", error, "%s must be an object of texts", path);
  json_object_foreach(description->secrets, name, value) {
    if (!json_is_string(value) || json_string_length(value) == 0)
      return target_fault(description, "/secrets", error,
                          "%s: '%.60s' must be a text that is not empty", path, name);
  }
  return STATUS_OK;
}

static enum status secrets_read(struct target_description *description, struct error *error) {
  const char *name = json_string_value(json_object_get(description->document, "secrets"));
  json_error_t fault;
  if (!name || !*name)
    return STATUS_OK; /* what is wrong with it, the shape says */
  char *path = beside(description, name);
  if (!path)
    return no_memory(error);
  description->secrets = json_read_file(path, JSON_REJECT_DUPLICATES, &fault);
  enum status status;
  if (description->secrets)
    status = secrets_check(description, path, error);
  else if (fault.line > 0)
    status =
        target_fault(description, "/secrets", error, "%s:%d: %s", path, fault.line, fault.text);
  else
    status = target_fault(description, "/secrets", error,
                          "%s; it has to be an object of texts, {\"NAME\": \"…\"}", fault.text);
  free(path);
  return status;
}

/* ---- the members of a document that was checked ---- */

static double number_of(const json_t *object, const char *key, double fallback) {
  const json_t *value = json_object_get(object, key);
  return value ? json_number_value(value) : fallback;
}

static int signal_of(const char *name) {
  static const struct {
    const char *name;
    int number;
  } signals[] = {
      {"SIGINT", SIGINT}, {"SIGQUIT", SIGQUIT}, {"SIGHUP", SIGHUP}, {"SIGKILL", SIGKILL}};
  for (size_t i = 0; name && i < sizeof signals / sizeof *signals; i++)
    if (strcmp(signals[i].name, name) == 0)
      return signals[i].number;
  return SIGTERM;
}

static bool server_take(struct target_description *description) {
  const json_t *object = json_object_get(description->document, "server");
  const json_t *ready = json_object_get(object, "ready");
  const char *folder = json_string_value(json_object_get(object, "folder"));
  description->server = (struct target_server){
      .command = json_object_get(object, "command"),
      .environment = json_object_get(object, "environment"),
      .folder = object ? beside(description, folder ? folder : "./") : NULL,
      .ready_line = json_string_value(json_object_get(ready, "line")),
      .ready_get = json_string_value(json_object_get(ready, "get")),
      .ready_s = number_of(object, "ready_s", ready_s_fallback),
      .end_s = number_of(object, "end_s", end_s_fallback),
      .end_signal = signal_of(json_string_value(json_object_get(object, "end"))),
  };
  return !object || description->server.folder;
}

/* A list of names stands for objects without keys. */
static bool transports_take(struct target_description *description) {
  json_t *transports = json_object_get(description->document, "transports");
  if (json_is_array(transports)) {
    json_t *objects = json_object();
    for (size_t i = 0; i < json_array_size(transports); i++)
      json_object_set_new(objects, json_string_value(json_array_get(transports, i)), json_object());
    if (json_object_set_new(description->document, "transports", objects) != 0)
      return false;
    transports = objects;
  }
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    description->transports[i] = json_object_get(transports, transport_traits[i].name);
  return true;
}

static void publish_take(struct target_description *description) {
  static const char *const names[] = {
      [TARGET_PUBLISHES_BY_REQUEST] = "request",     [TARGET_PUBLISHES_BY_PROTOCOL] = "protocol",
      [TARGET_PUBLISHES_BY_WEBSOCKET] = "websocket", [TARGET_PUBLISHES_BY_INPUT] = "input",
      [TARGET_PUBLISHES_ITSELF] = "server",
  };
  const json_t *object = json_object_get(description->document, "publish");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (json_object_get(object, names[i])) {
      description->publishing = (enum target_publishing)i;
      description->publish = json_object_get(object, names[i]);
    }
  const json_t *connections = json_object_get(description->document, "connections");
  description->publish_connections = connections ? (unsigned)json_integer_value(connections) : 1;
  description->publish_command = json_object_get(object, "command");
  description->publish_transport = TRANSPORT_WEBSOCKET;
  if (json_is_string(description->publish) &&
      description->publishing == TARGET_PUBLISHES_BY_PROTOCOL)
    description->publish_transport =
        (enum transport_kind)transport_named(json_string_value(description->publish));
  for (int i = 0; json_is_true(description->publish) && i < TRANSPORT_COUNT; i++)
    if (!description->transports[description->publish_transport] && description->transports[i])
      description->publish_transport = (enum transport_kind)i;
}

static bool document_take(struct target_description *description) {
  json_t *document = description->document;
  const char *title = json_string_value(json_object_get(document, "title"));
  const char *url = json_string_value(json_object_get(document, "url"));
  const char *pid_file = json_string_value(json_object_get(document, "pid_file"));
  description->title = title ? title : description->name;
  description->url = url ? url : url_fallback;
  description->protocol = json_string_value(json_object_get(document, "protocol"));
  description->options = json_object_get(document, "options");
  description->headers = json_object_get(document, "headers");
  description->cookies = json_is_true(json_object_get(document, "cookies"));
  description->untested = json_string_value(json_object_get(document, "untested"));
  description->pid_file = pid_file ? beside(description, pid_file) : NULL;
  if (!server_take(description) || !transports_take(description))
    return false;
  publish_take(description);
  return !pid_file || description->pid_file;
}

/* ---- the whole ---- */

enum status target_load(struct target_description *out, const char *path, struct error *error) {
  struct target_description read = {.path = NULL};
  enum status status = text_read(&read, path, error);
  if (status == STATUS_OK)
    status = secrets_read(&read, error);
  if (status == STATUS_OK)
    status = target_check_shape(&read, error);
  if (status == STATUS_OK && !document_take(&read))
    status = no_memory(error);
  if (status == STATUS_OK)
    status = target_check_sense(&read, error);
  if (status == STATUS_OK)
    *out = read;
  else
    target_release(&read);
  return status;
}
