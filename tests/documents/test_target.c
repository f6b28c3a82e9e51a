/* Target files: what is read of them, and what is refused with its line. */
#include "tests/documents/files_made.h"

#include <signal.h>

#include "documents/target_load.h"

static struct target_description loaded(const char *text) {
  struct target_description description;
  struct error error = {""};
  if (target_load(&description, file_make("x.json", text), &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return description;
}

/* The error after the folder: "x.json:3: url: …". */
static void refused(const char *text, const char *expected) {
  struct target_description description;
  struct error error = {""};
  assert_int_equal(target_load(&description, file_make("x.json", text), &error), STATUS_USAGE);
  const char *found = strstr(error.text, "x.json:");
  if (!found || strncmp(found, expected, strlen(expected)) != 0)
    fail_msg("'%s' instead of '%s'", error.text, expected);
}

/* A good file, whose lines may be replaced. */
#define HEAD "{\n\"server\": {\"command\": [\"node\", \"server.js\", \"{port}\"]},\n"
#define KNOWN "\"protocol\": \"socket.io\",\n"
#define PLAIN "\"protocol\": \"plain\",\n"
#define OFFERS "\"transports\": [\"websocket\", \"long_poll\"],\n"
#define PUBLISH \
  "\"publish\": {\"request\": {\"url\": \"/pub/{channel}\", \"body\": \"{message}\"}}\n}"

static void a_known_protocol_takes_few_lines(void **state) {
  (void)state;
  struct target_description it = loaded(HEAD KNOWN OFFERS PUBLISH);
  assert_string_equal(it.name, "x");
  assert_string_equal(it.title, "x");
  assert_string_equal(it.protocol, "socket.io");
  assert_string_equal(it.url, "http://127.0.0.1:{port}");
  assert_int_equal(json_array_size(it.server.command), 3);
  assert_non_null(strstr(it.server.folder, files_folder));
  assert_null(it.server.ready_line);
  assert_null(it.server.ready_get);
  assert_true(it.server.ready_s == 10 && it.server.end_s == 5);
  assert_int_equal(it.server.end_signal, SIGTERM);
  assert_non_null(it.transports[TRANSPORT_WEBSOCKET]);
  assert_non_null(it.transports[TRANSPORT_LONG_POLL]);
  assert_null(it.transports[TRANSPORT_SSE]);
  assert_int_equal(it.publishing, TARGET_PUBLISHES_BY_REQUEST);
  assert_int_equal(it.publish_connections, 1);
  assert_int_equal(it.port_count, 1);
  assert_string_equal(it.ports[0], "");
  assert_false(it.cookies);
  assert_false(target_is_remote(&it));
  target_release(&it);
}

static void each_member_is_read(void **state) {
  (void)state;
  struct target_description it = loaded(
      "{\"$schema\": \"../docs/schema/target.json\", \"title\": \"Mine\", \"untested\": \"why\",\n"
      "\"server\": {\"command\": [\"a\", \"{port}\", \"{port.api}\"], \"folder\": \"mine\",\n"
      " \"environment\": {\"E\": \"{port.api}\"}, \"ready\": {\"line\": \"up\"}, \"ready_s\": 3,\n"
      " \"end\": \"SIGINT\", \"end_s\": 0.5},\n"
      "\"url\": \"https://127.0.0.1:{port}\", \"protocol\": \"signalr\",\n"
      "\"options\": {\"hub\": \"/chat\"}, \"headers\": {\"X\": \"{user}\"}, \"cookies\": true,\n"
      "\"transports\": {\"sse\": {\"url\": \"/sse?c={channel}\"}, \"websocket\": {}},\n"
      "\"publish\": {\"protocol\": \"websocket\"}, \"connections\": 4}");
  assert_string_equal(it.title, "Mine");
  assert_string_equal(it.untested, "why");
  assert_string_equal(strrchr(it.server.folder, '/'), "/mine");
  assert_int_equal(json_object_size(it.server.environment), 1);
  assert_string_equal(it.server.ready_line, "up");
  assert_true(it.server.ready_s == 3 && it.server.end_s == 0.5);
  assert_int_equal(it.server.end_signal, SIGINT);
  assert_int_equal(it.port_count, 2);
  assert_string_equal(it.ports[0], "");
  assert_string_equal(it.ports[1], "api");
  assert_true(it.cookies);
  assert_int_equal(json_object_size(it.options), 1);
  assert_int_equal(json_object_size(it.headers), 1);
  assert_int_equal(it.publishing, TARGET_PUBLISHES_BY_PROTOCOL);
  assert_int_equal(it.publish_transport, TRANSPORT_WEBSOCKET);
  assert_int_equal(it.publish_connections, 4);
  target_release(&it);
}

static void a_protocol_publishes_over_its_websocket_or_what_it_has(void **state) {
  (void)state;
  struct target_description it = loaded(HEAD KNOWN OFFERS "\"publish\": {\"protocol\": true}}");
  assert_int_equal(it.publish_transport, TRANSPORT_WEBSOCKET);
  target_release(&it);
  it = loaded(HEAD KNOWN "\"transports\": {\"sse\": {}},\"publish\": {\"protocol\": true}}");
  assert_int_equal(it.publish_transport, TRANSPORT_SSE);
  target_release(&it);
}

static void a_server_may_run_already(void **state) {
  (void)state;
  struct target_description it = loaded(
      "{\"url\": \"http://localhost:8000\", \"pid_file\": \"/run/x.pid\"," KNOWN OFFERS PUBLISH);
  assert_null(it.server.command);
  assert_null(it.server.folder);
  assert_string_equal(it.pid_file, "/run/x.pid");
  assert_int_equal(it.port_count, 0);
  assert_false(target_is_remote(&it));
  target_release(&it);
}

static void each_way_to_publish_is_read(void **state) {
  (void)state;
  static const struct {
    const char *publish;
    enum target_publishing publishing;
  } ways[] = {
      {"{\"input\": \"{channel} {message}\\n\"}}", TARGET_PUBLISHES_BY_INPUT},
      {"{\"input\": \"{message}\", \"command\": [\"pub\", \"{port}\"]}}",
       TARGET_PUBLISHES_BY_INPUT},
      {"{\"server\": {\"sent\": {\"pointer\": \"/ts\", \"unit\": \"s\"}}}}",
       TARGET_PUBLISHES_ITSELF},
      {"{\"server\": {}}}", TARGET_PUBLISHES_ITSELF},
      {"{\"websocket\": {\"url\": \"/\", \"publish\": {\"send\": {\"m\": \"{message}\"}}}}}",
       TARGET_PUBLISHES_BY_WEBSOCKET},
  };
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    char text[512];
    snprintf(text, sizeof text, HEAD KNOWN OFFERS "\"publish\": %s", ways[i].publish);
    struct target_description it = loaded(text);
    assert_int_equal(it.publishing, ways[i].publishing);
    assert_non_null(it.publish);
    assert_int_equal(it.publish_command != NULL, i == 1);
    target_release(&it);
  }
}

static void an_unknown_key_is_refused_with_its_line(void **state) {
  (void)state;
  refused(HEAD KNOWN OFFERS "\"option\": {},\n" PUBLISH,
          "x.json:5: option: unknown key 'option': did you mean 'options'?");
  refused("{\n\"server\": {\"command\": [\"a\"],\n\"redy\": 1}," KNOWN OFFERS PUBLISH,
          "x.json:3: server.redy: unknown key 'redy': did you mean 'ready'?");
  refused(HEAD PLAIN "\"transports\": {\"sse\": {\n\"url\": \"/\",\n\"steps\": [\n"
                     "{\"request\": {\"url\":\"/\"}},\n"
                     "{\"expect\": {\"prefx\":\n\"a\"}}]}}," PUBLISH,
          "x.json:8: transports.sse.steps[1].expect.prefx: unknown key 'prefx': did you mean "
          "'prefix'?");
  refused(HEAD KNOWN OFFERS "\n\"zzzzzzz\": 1," PUBLISH,
          "x.json:6: zzzzzzz: unknown key 'zzzzzzz': a target has $schema, title, server");
}

static void what_is_missing_is_named(void **state) {
  (void)state;
  refused(HEAD OFFERS PUBLISH, "x.json:1: a target needs 'protocol': what it speaks");
  refused(HEAD KNOWN PUBLISH, "x.json:1: a target needs 'transports'");
  refused(HEAD KNOWN "\"transports\": [\"sse\"]}", "x.json:1: a target needs 'publish'");
  refused("{" KNOWN OFFERS PUBLISH, "x.json:1: a target needs server or url");
  refused("{\n\"server\": {\"end_s\": 1}," KNOWN OFFERS PUBLISH,
          "x.json:2: server: a server needs 'command'");
  refused(HEAD KNOWN OFFERS "\"publish\": {}}",
          "x.json:5: publish: how messages are published needs request, protocol, websocket, "
          "input or server");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"input\": \"a\",\n\"server\": {}}}",
          "x.json:5: publish: how messages are published has only one of 'input' and 'server'");
  refused(HEAD KNOWN "\"transports\": {},\n" PUBLISH, "x.json:4: transports: it is empty");
}

static void values_of_other_types_are_refused(void **state) {
  (void)state;
  refused(HEAD KNOWN OFFERS "\"cookies\": 1,\n" PUBLISH,
          "x.json:5: cookies: it must be true or false");
  refused("{\"server\": {\"command\": \"a\"},\n" KNOWN OFFERS PUBLISH,
          "x.json:1: server.command: it must be an array that is not empty");
  refused("{\"server\": {\"command\": []},\n" KNOWN OFFERS PUBLISH,
          "x.json:1: server.command: it must be an array that is not empty");
  refused("{\"server\": {\"command\": [\"a\", 1]},\n" KNOWN OFFERS PUBLISH,
          "x.json:1: server.command[1]: it must be a text");
  refused("{\"server\": {\"command\": [\"a\"], \"end_s\": 0},\n" KNOWN OFFERS PUBLISH,
          "x.json:1: server.end_s: it must be a number from 0.001 to 3600");
  refused("{\"server\": {\"command\": [\"a\"], \"end\": \"SIGTRM\"},\n" KNOWN OFFERS PUBLISH,
          "x.json:1: server.end: unknown value 'SIGTRM': did you mean 'SIGTERM'?");
  refused(
      "{\"server\": {\"command\": [\"a\"], \"ready\": {\"port\": false}},\n" KNOWN OFFERS PUBLISH,
      "x.json:1: server.ready.port: it can only be true");
  refused(HEAD "\"protocol\": \"socketio\",\n" OFFERS PUBLISH,
          "x.json:3: protocol: unknown value 'socketio': did you mean 'socket.io'?");
  refused(HEAD KNOWN "\"transports\": {\"web\": {}},\n" PUBLISH,
          "x.json:4: transports.web: unknown transport 'web': did you mean 'websocket'?");
  refused(HEAD KNOWN "\"transports\": {\"sse\": {\"url\": 1}},\n" PUBLISH,
          "x.json:4: transports.sse.url: it must be a text");
  refused(HEAD KNOWN OFFERS "\"title\": \"\",\n" PUBLISH, "x.json:5: title: it is empty");
  refused("[]", "x.json:1: a target must be an object");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"request\": {\"url\": \"/\"}}, \"connections\": 1.5}",
          "x.json:5: connections: it must be a whole number from 1 to 64");
}

static void malformed_json_is_refused_with_its_line(void **state) {
  (void)state;
  refused("{\n\"a\":\n}", "x.json:3:");
  refused("{\"a\": 1,\n\"a\": 2}", "x.json:2:");
  refused("", "x.json:1:");
  struct target_description description;
  struct error error;
  assert_int_equal(target_load(&description, "/nowhere/x.json", &error), STATUS_USAGE);
  assert_string_equal(error.text, "cannot read /nowhere/x.json: No such file or directory");
}

static void a_bad_template_is_refused_with_its_line(void **state) {
  (void)state;
  refused(HEAD KNOWN OFFERS "\"publish\": {\"request\":\n{\"url\": \"/{chanel}\"}}}",
          "x.json:6: publish.request.url: unknown variable {chanel} at character 2: did you mean "
          "{channel}?");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"request\":\n{\"url\": \"/a b\"}}}",
          "x.json:6: publish.request.url: character 3 does not fit");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"request\":\n{\"url\": \"a\"}}}",
          "x.json:6: publish.request.url: 'a' must begin with '/'");
  refused(HEAD KNOWN OFFERS "\"headers\": {\"X\":\n\"{cursor}\"}," PUBLISH,
          "x.json:5: headers.X: unknown variable {cursor} at character 1");
  refused(HEAD PLAIN "\"transports\": {\"websocket\": {\"url\": \"/\", \"steps\": [\n"
                     "{\"send\": {\"a\": [\"{tokn}\"]}, \"expect\": {\"prefix\": \"\"},\n"
                     "\"capture\": {\"token\": {\"pointer\": \"/t\"}}}]}}," PUBLISH,
          "x.json:5: transports.websocket.steps[0].send: unknown variable {tokn} at character 1: "
          "did you mean {token}?");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"input\": \"{user}\"}}",
          "x.json:5: publish.input: unknown variable {user} at character 1");
}

static void a_bad_pointer_is_refused_with_its_line(void **state) {
  (void)state;
  refused(HEAD PLAIN "\"transports\": {\"long_poll\": {\"url\": \"/\",\n"
                     "\"cursor\": {\"pointer\": \"next\"}}}," PUBLISH,
          "x.json:5: transports.long_poll.cursor.pointer: 'next' is no JSON pointer: it must begin "
          "with '/'");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"server\": {\"number\": {\"pointer\": \"/~2\"}}}}",
          "x.json:5: publish.server.number.pointer: '/~2' is no JSON pointer");
}

/* "transports" with one of them, on line 4. */
static void plain_refused(const char *transport, const char *expected) {
  char text[1024];
  snprintf(text, sizeof text, HEAD PLAIN "\"transports\": {%s}," PUBLISH, transport);
  refused(text, expected);
}

static void what_plain_cannot_do_is_refused(void **state) {
  (void)state;
  plain_refused("\"sse\": {\"url\": \"/\", \"steps\": [{\"send\": \"a\"}]}",
                "x.json:4: transports.sse.steps[0]: sse has no WebSocket to send on");
  plain_refused("\"sse\": {\"url\": \"/\", \"say\": [{\"send\": \"a\", \"every_s\": 1}]}",
                "x.json:4: transports.sse.say[0]: sse has no WebSocket");
  plain_refused("\"long_poll\": {\"url\": \"/\", \"steps\": [{\"open\": true}]}",
                "x.json:4: transports.long_poll.steps[0]: long_poll has nothing that is opened");
  plain_refused("\"short_poll\": {\"url\": \"/\", \"steps\": [{\"expect\": {\"prefix\": \"a\"}}]}",
                "x.json:4: transports.short_poll.steps[0]: nothing comes by itself");
  plain_refused(
      "\"websocket\": {\"url\": \"/\", \"steps\": [{\"send\": \"a\", \"open\": true}]}",
      "x.json:4: transports.websocket.steps[0]: a step has only one of 'send' and 'open'");
  plain_refused("\"websocket\": {\"url\": \"/\", \"steps\": [{\"name\": \"a\"}]}",
                "x.json:4: transports.websocket.steps[0]: a step needs send, request, open, wait_s "
                "or expect");
  plain_refused("\"websocket\": {\"url\": \"/\", \"steps\": [{\"send\": \"a\", \"capture\": {}}]}",
                "x.json:4: transports.websocket.steps[0].capture: it means nothing without expect, "
                "request or open beside it");
  plain_refused("\"websocket\": {\"url\": \"/\", \"steps\": [{\"open\": true, \"capture\": "
                "{\"user\": {\"header\": \"X\"}}}]}",
                "x.json:4: transports.websocket.steps[0].capture.user: {user} has a value already");
  plain_refused("\"websocket\": {\"url\": \"/\", \"steps\": [{\"open\": true, \"capture\": "
                "{\"a b\": {\"header\": \"X\"}}}]}",
                "x.json:4: transports.websocket.steps[0].capture.a b: 'a b' is no name");
  plain_refused("\"long_poll\": {\"url\": \"/\", \"status\": {\"20\": \"empty\"}}",
                "x.json:4: transports.long_poll.status[20]: '20' is no status");
  plain_refused("\"long_poll\": {\"url\": \"/\", \"status\": {\"200\": \"emty\"}}",
                "x.json:4: transports.long_poll.status[200]: unknown value 'emty': did you mean "
                "'empty'?");
  plain_refused(
      "\"websocket\": {\"url\": \"/\", \"steps\": [\n{\"expect\": {\"status\": 200}}]}",
      "x.json:5: transports.websocket.steps[0].expect: only the answer to a \"request\" has "
      "a status");
  plain_refused("\"websocket\": {\"url\": \"/\", \"replies\": [{\"to\": {\"event\": \"a\"}}]}",
                "x.json:4: transports.websocket.replies[0].to: only an event stream has events");
  plain_refused("\"sse\": {\"url\": \"/\", \"steps\": [{\"request\": {\"url\": \"/\"}, "
                "\"expect\": {\"event\": \"a\"}}]}",
                "x.json:4: transports.sse.steps[0].expect: only an event stream has events");
  refused(HEAD KNOWN OFFERS "\"publish\": {\"websocket\": {\"url\": \"/\", \"publish\": {\"send\": "
                            "\"{message}\"},\n\"steps\": [{\"expect\": {\"event\": \"a\"}}]}}}",
          "x.json:6: publish.websocket.steps[0].expect: only an event stream has events");
  refused(HEAD PLAIN OFFERS PUBLISH,
          "x.json:4: transports: `plain` needs an object for each transport");
  refused(HEAD PLAIN "\"options\": {}, \"transports\": {\"sse\": {\"url\": \"/\"}}," PUBLISH,
          "x.json:4: options: `plain` has no options");
}

static void what_does_not_fit_together_is_refused(void **state) {
  (void)state;
  refused(HEAD KNOWN OFFERS "\"publish\": {\"protocol\": \"sse\"}}",
          "x.json:5: publish.protocol: \"transports\" has no sse to publish over");
  refused(HEAD PLAIN "\"transports\": {\"websocket\": {\"url\": \"/\"}},\n"
                     "\"publish\": {\"protocol\": \"websocket\"}}",
          "x.json:5: publish.protocol: `plain` publishes over a websocket that has \"publish\"");
  refused("{\"url\": \"http://127.0.0.1:1\",\n" KNOWN OFFERS "\"publish\": {\"input\": \"a\"}}",
          "x.json:4: publish.input: there is no server that was started");
  refused("{\n\"url\": \"http://127.0.0.1:{port}\"," KNOWN OFFERS PUBLISH,
          "x.json:2: url: {port} is chosen for a server that is started");
  refused("{\n\"url\": \"http://127.0.0.1:1/push\"," KNOWN OFFERS PUBLISH,
          "x.json:2: url: it is a scheme, a host and a port; '/push' belongs to the transports");
  refused("{\n\"url\": \"http://a b:1\"," KNOWN OFFERS PUBLISH,
          "x.json:2: url: character 9 does not fit: a URL has no blanks");
  refused("{\n\"url\": \"ws://127.0.0.1:1\"," KNOWN OFFERS PUBLISH,
          "x.json:2: url: 'ws://127.0.0.1:1' is not of the form http://HOST:PORT");
}

static void remote_is(const char *url, bool remote) {
  char text[1024];
  snprintf(text, sizeof text, "{\"url\": \"%s\", " KNOWN OFFERS PUBLISH, url);
  struct target_description it = loaded(text);
  if (target_is_remote(&it) != remote)
    fail_msg("%s", url);
  target_release(&it);
}

static void other_hosts_are_recognised(void **state) {
  (void)state;
  remote_is("http://127.0.0.1:80", false);
  remote_is("https://127.5.6.7", false);
  remote_is("http://LOCALHOST:9", false);
  remote_is("http://[::1]:9", false);
  remote_is("http://128.0.0.1:80", true);
  remote_is("http://127.0.0.1.example.org", true);
  remote_is("http://127.0.0:80", true);
  remote_is("http://127.0.0.256:80", true);
  remote_is("http://localhost.example.org", true);
  remote_is("http://push.example.org", true);
  remote_is("http://0.0.0.0:80", true);
  struct target_description it = loaded(
      HEAD KNOWN OFFERS "\"publish\": {\"request\": {\"url\": \"http://10.0.0.1:{port.api}/p\"}}}");
  assert_true(target_is_remote(&it));
  target_release(&it);
  it = loaded(HEAD KNOWN OFFERS
              "\"publish\": {\"request\": {\"url\": \"http://127.0.0.1:{port.api}/p\"}}}");
  assert_false(target_is_remote(&it));
  assert_int_equal(it.port_count, 2);
  target_release(&it);
}

static void urls_are_taken_apart(void **state) {
  (void)state;
  struct target_url url;
  const char *rest;
  assert_int_equal(target_url_read("https://[::1]:8/a?b", &url, &rest, NULL), STATUS_OK);
  assert_true(url.tls);
  assert_string_equal(url.host, "::1");
  assert_int_equal(url.port, 8);
  assert_string_equal(rest, "/a?b");
  assert_int_equal(target_url_read("https://a", &url, NULL, NULL), STATUS_OK);
  assert_int_equal(url.port, 443);
  assert_int_equal(target_url_read("http://a/", &url, NULL, NULL), STATUS_OK);
  assert_int_equal(url.port, 80);
  static const char *const bad[] = {"",           "http://",        "http://:80",  "http://a:0",
                                    "http://a:",  "http://a:65536", "http://a:1x", "http://[::1",
                                    "http://a@b", "http://a?b",     "ftp://a"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (target_url_read(bad[i], &url, NULL, NULL) == STATUS_OK)
      fail_msg("%s", bad[i]);
}

static void secrets_stand_in_a_file_of_their_own(void **state) {
  (void)state;
  file_make("keys.json", "{\"token\": \"s3cret\", \"longer\": \"s3cret-er\"}");
  struct target_description it = loaded(
      HEAD KNOWN OFFERS "\"secrets\": \"keys.json\",\n"
                        "\"headers\": {\"Authorization\": \"Bearer {secret.token}\"}," PUBLISH);
  assert_string_equal(json_string_value(json_object_get(it.secrets, "token")), "s3cret");
  char *document = json_dumps(it.document, 0);
  assert_null(strstr(document, "s3cret"));
  free(document);
  char *hidden = target_secrets_hide(&it, "a s3cret, s3cret-er!s3cre");
  assert_string_equal(hidden, "a {secret.token}, {secret.longer}!s3cre");
  free(hidden);
  target_release(&it);
  it = loaded(HEAD KNOWN OFFERS PUBLISH);
  hidden = target_secrets_hide(&it, "a s3cret");
  assert_string_equal(hidden, "a s3cret");
  free(hidden);
  target_release(&it);
}

static void bad_secrets_are_refused(void **state) {
  (void)state;
  static const char *const text =
      HEAD KNOWN OFFERS "\"secrets\": \"keys.json\",\n"
                        "\"headers\": {\"A\": \"{secret.tokn}\"}," PUBLISH;
  refused(text, "x.json:5: secrets: cannot read ");
  file_make("keys.json", "{\"token\": \"s3cret\"}");
  refused(text, "x.json:6: headers.A: unknown variable {secret.tokn} at character 1: did you mean "
                "{secret.token}?");
  file_make("keys.json", "{\"token\": \"\"}");
  refused(text, "x.json:5: secrets: ");
  file_make("keys.json", "[]");
  refused(text, "x.json:5: secrets: ");
  file_make("keys.json", "{");
  refused(text, "x.json:5: secrets: ");
}

static void somebody_who_knows_more_has_lines_too(void **state) {
  (void)state;
  struct target_description it = loaded(HEAD KNOWN OFFERS "\"options\": {\n\"a\": \"b\"}," PUBLISH);
  struct error error;
  assert_int_equal(target_fault(&it, "/options/a", &error, "no %s", "such option"), STATUS_USAGE);
  assert_string_equal(strstr(error.text, "x.json"), "x.json:6: options.a: no such option");
  target_release(&it);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILES(a_known_protocol_takes_few_lines),
      WITH_FILES(each_member_is_read),
      WITH_FILES(a_protocol_publishes_over_its_websocket_or_what_it_has),
      WITH_FILES(a_server_may_run_already),
      WITH_FILES(each_way_to_publish_is_read),
      WITH_FILES(an_unknown_key_is_refused_with_its_line),
      WITH_FILES(what_is_missing_is_named),
      WITH_FILES(values_of_other_types_are_refused),
      WITH_FILES(malformed_json_is_refused_with_its_line),
      WITH_FILES(a_bad_template_is_refused_with_its_line),
      WITH_FILES(a_bad_pointer_is_refused_with_its_line),
      WITH_FILES(what_plain_cannot_do_is_refused),
      WITH_FILES(what_does_not_fit_together_is_refused),
      WITH_FILES(other_hosts_are_recognised),
      cmocka_unit_test(urls_are_taken_apart),
      WITH_FILES(secrets_stand_in_a_file_of_their_own),
      WITH_FILES(bad_secrets_are_refused),
      WITH_FILES(somebody_who_knows_more_has_lines_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
