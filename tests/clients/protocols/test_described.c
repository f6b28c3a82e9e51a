/* Target files against the rows of protocols. */
#include "tests/documents/files_made.h"

#include "clients/protocols/described.h"
#include "clients/protocols/rows.h"
#include "documents/target_load.h"
#include "documents/target_shape.h"

/* "" where the description fits, else the error behind the folder. `protocol`: NULL: the one that
 * it names. */
static const char *judged_by(const struct protocol *protocol, const char *text) {
  static struct error error;
  struct target_description it;
  error.text[0] = '\0';
  if (target_load(&it, file_make("x.json", text), &error) != STATUS_OK)
    fail_msg("%s", error.text);
  enum status status =
      protocol ? described_fits(&it, protocol, &error) : described_check(&it, &error);
  assert_int_equal(status, *error.text ? STATUS_USAGE : STATUS_OK);
  target_release(&it);
  return *error.text ? strstr(error.text, "x.json") : error.text;
}

static const char *judged(const char *text) {
  return judged_by(NULL, text);
}

#define BEGIN "{\"url\": \"http://127.0.0.1:1\",\n\"publish\": {\"protocol\": true},\n"

static void a_description_of_plain_fits(void **state) {
  (void)state;
  assert_string_equal(judged(BEGIN "\"protocol\": \"plain\", \"transports\": {\"websocket\": "
                                   "{\"url\": \"/\", \"publish\": {\"send\": \"{message}\"}}}}"),
                      "");
}

static void each_row_has_a_name_that_target_files_may_give(void **state) {
  (void)state;
  for (size_t i = 0; protocols[i]; i++) {
    bool known = false;
    for (size_t j = 0; target_protocols[j]; j++)
      known = known || strcmp(target_protocols[j], protocols[i]->name) == 0;
    if (!known)
      fail_msg("target_protocols has no %s", protocols[i]->name);
  }
}

/* Nothing else, so that it can be asked for without its server. */
static void a_protocol_without_a_row_is_refused(void **state) {
  (void)state;
  for (size_t j = 0; target_protocols[j]; j++) {
    char text[512], expected[128];
    if (protocol_named(target_protocols[j]))
      continue;
    snprintf(text, sizeof text, BEGIN "\"protocol\": \"%s\",\n\"transports\": [\"websocket\"]}",
             target_protocols[j]);
    snprintf(expected, sizeof expected, "x.json:3: protocol: this build does not speak %s",
             target_protocols[j]);
    assert_string_equal(judged(text), expected);
  }
}

static enum status made_check_fails(const struct conversation *conversation, struct error *error) {
  const json_t *bad = json_object_get(conversation->options, "channel");
  return bad ? error_set(error, STATUS_USAGE, "option \"channel\" is bad") : STATUS_OK;
}

static void made_publish(struct conversation *conversation, const char *text, size_t bytes) {
  (void)conversation, (void)text, (void)bytes;
}

static const struct protocol_option made_options[] = {{"topic", NULL, "what users subscribe to"},
                                                      {"channel", "x", "the channel"},
                                                      {NULL, NULL, NULL}};

#define KNOWN BEGIN "\"protocol\": \"mqtt\",\n"

static void options_are_those_of_the_protocol(void **state) {
  (void)state;
  const struct protocol made = {.name = "made",
                                .offers = {[TRANSPORT_WEBSOCKET] = true},
                                .options = made_options,
                                .check = made_check_fails,
                                .publish = made_publish};
  assert_string_equal(judged_by(&made, KNOWN "\"options\": {\"topic\": \"a\"},\n"
                                             "\"transports\": [\"websocket\"]}"),
                      "");
  assert_string_equal(judged_by(&made, KNOWN "\"transports\": [\"websocket\"]}"),
                      "x.json:1: options: made needs 'topic': what users subscribe to");
  assert_string_equal(judged_by(&made, KNOWN "\"options\": {\"topic\": \"a\",\n\"chanel\": "
                                             "\"b\"}, \"transports\": [\"websocket\"]}"),
                      "x.json:5: options.chanel: unknown option: did you mean 'channel'?");
  assert_string_equal(judged_by(&made, KNOWN "\"options\": {\"zzzzzzzz\": \"b\"},\n"
                                             "\"transports\": [\"websocket\"]}"),
                      "x.json:4: options.zzzzzzzz: unknown option: made has topic, channel");
  assert_string_equal(judged_by(&made, KNOWN "\"options\": {\"topic\": \"a\", \"channel\": "
                                             "\"b\"},\n\"transports\": [\"websocket\"]}"),
                      "x.json:5: transports.websocket: option \"channel\" is bad");
}

static void transports_are_those_of_the_protocol(void **state) {
  (void)state;
  const struct protocol made = {.name = "made", .offers = {[TRANSPORT_SSE] = true}};
  assert_string_equal(judged_by(&made, KNOWN "\"transports\": {\"sse\": {},\n\"websocket\": {}}}"),
                      "x.json:5: transports.websocket: made has no such transport");
  assert_string_equal(judged_by(&made, KNOWN "\"transports\": [\"sse\"]}"),
                      "x.json:2: publish.protocol: made has no way to publish: take \"request\"");
  assert_string_equal(judged_by(&made, KNOWN "\"options\": {\"a\": \"\"},\n"
                                             "\"transports\": [\"sse\"]}"),
                      "x.json:4: options.a: unknown option: made has none");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILES(a_description_of_plain_fits),
      cmocka_unit_test(each_row_has_a_name_that_target_files_may_give),
      WITH_FILES(a_protocol_without_a_row_is_refused),
      WITH_FILES(options_are_those_of_the_protocol),
      WITH_FILES(transports_are_those_of_the_protocol),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
