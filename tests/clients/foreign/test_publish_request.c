/* The conversation of a publisher that sends a request for each message. */
#include "tests/clients/protocols/carrier_made.h"

#include "clients/foreign/publish_request.h"

static const char answered[] = "HTTP/1.1 200 OK\r\n\r\n";

static void begin(struct made *made, const char *description) {
  made_begin(made, &publish_request, TRANSPORT_SHORT_POLL, NULL, description);
  made_open(made);
  assert_said(made, "ready\n");
}

static void a_request_is_as_described(void **state) {
  struct made made;
  (void)state;
  begin(&made, "{\"url\": \"/c/{channel}\", \"headers\": {\"X-Run\": \"{run}\"}, \"body\": "
               "\"m={message:url}\", \"timeout_s\": 3}");
  made_publish(&made, "a.b");
  assert_said(&made, "sends POST /c/c; X-Run: r; body: m=a.b; 3000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, answered, "");
  assert_said(&made, "published\n");
  made_end(&made);
}

static void json_is_written_as_json(void **state) {
  struct made made;
  (void)state;
  begin(&made, "{\"url\": \"/p\", \"method\": \"PUT\", \"body\": {\"channel\": \"{channel}\", "
               "\"n\": 1, \"data\": \"{message}\"}}");
  made_publish(&made, "a\"b");
  assert_said(&made, "sends PUT /p; Content-Type: application/json; body: "
                     "{\"channel\":\"c\",\"n\":1,\"data\":\"a\\\"b\"}; 10000 ms\n");
  made_end(&made);
}

static void secrets_are_known(void **state) {
  struct made made;
  (void)state;
  begin(&made, "{\"url\": \"/p?k={secret.key}\", \"headers\": {\"A\": \"{secret.key}\"}, "
               "\"body\": \"{secret.key} {message}\"}");
  json_t *secrets = json_loads("{\"key\": \"s 3\"}", 0, NULL);
  made.conversation.secrets = secrets;
  made_publish(&made, "m");
  assert_said(&made, "sends POST /p?k=s%203; A: s 3; body: s 3 m; 10000 ms\n");
  json_decref(secrets);
  made_end(&made);
}

static void one_request_waits_for_the_other(void **state) {
  struct made made;
  (void)state;
  begin(&made, "{\"url\": \"/p\", \"body\": \"{message}\"}");
  made_publish(&made, "1");
  made_publish(&made, "2");
  assert_said(&made, "sends POST /p; body: 1; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 500 Oops\r\n\r\n", "");
  assert_said(&made, "refused\nsends POST /p; body: 2; 10000 ms\n");
  made_answer(&made, PROTOCOL_SENDS, NULL, "timed out");
  assert_said(&made, "unanswered\n");
  made_end(&made);
}

static void statuses_that_publish_are_those_of_the_list(void **state) {
  struct made made;
  (void)state;
  begin(&made, "{\"url\": \"/p\", \"body\": \"{message}\", \"published\": [202, 409]}");
  made_publish(&made, "1");
  made_answer(&made, PROTOCOL_SENDS, answered, "");
  made_publish(&made, "2");
  made_answer(&made, PROTOCOL_SENDS, "HTTP/1.1 409 Conflict\r\n\r\n", "");
  assert_said(&made, "sends POST /p; body: 1; 10000 ms\nrefused\n"
                     "sends POST /p; body: 2; 10000 ms\npublished\n");
  made_end(&made);
}

static void what_cannot_be_sent_is_refused(void **state) {
  struct made made;
  (void)state;
  begin(&made, "{\"url\": \"/p/{nobody}\", \"body\": \"{message}\"}");
  made_publish(&made, "1");
  assert_said(&made, "refused\n");
  made_end(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_request_is_as_described),
      cmocka_unit_test(json_is_written_as_json),
      cmocka_unit_test(secrets_are_known),
      cmocka_unit_test(one_request_waits_for_the_other),
      cmocka_unit_test(statuses_that_publish_are_those_of_the_list),
      cmocka_unit_test(what_cannot_be_sent_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
