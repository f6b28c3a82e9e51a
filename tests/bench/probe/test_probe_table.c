/* The table of a probe, and its JSON. */
#include "tests/bench/says.h"

#include <stdlib.h>

#include "bench/probe/probe_table.h"
#include "tests/bench/probe/seen_made.h"

static struct findings found;

static char *table(void) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *out = open_memstream(&text, &bytes);
  findings_judge(&seen, &found);
  probe_table_write(out, &seen, &found, 0);
  fclose(out);
  return text;
}

static void a_good_path_is_said_to_be_so(void **state) {
  (void)state;
  seen_make();
  char *text = table();
  assert_says(text, "SSE          passes; events arrive as they are sent (20, one each 200 ms)");
  assert_says(text, "URL          15.0 kB pass; more was not tried");
  assert_says(text, "HTTP/2       not spoken");
  assert_says(text, "not looked at: --idle-s 120");
  assert_says(text, "http://push.example: 0 faults, 0 notes\n");
  assert_says_not(text, "FAULT");
  free(text);
}

static void a_fault_is_followed_by_the_settings_of_the_product_in_front(void **state) {
  (void)state;
  seen_make();
  snprintf(seen.heads.front, sizeof seen.heads.front, "Microsoft-Azure-Application-Gateway/v2");
  seen.spacing[TRANSPORT_SSE] =
      (struct observed_spacing){.look = LOOK_FAILS, .sent = 20, .arrived = 0};
  char *text = table();
  assert_says(text, "SSE          passes; events are held back");
  assert_says(text, "FAULT events_buffered: SSE: of 20 events 0 arrived meanwhile");
  assert_says(text, "    Azure Application Gateway: response buffers are on by default");
  assert_says(text, "<https://learn.microsoft.com/en-us/azure/application-gateway/proxy-buffers>");
  assert_says_not(text, "    nginx: ");
  assert_says(text, "which names itself");
  assert_says(text, "1 fault, 0 notes");
  free(text);
}

static void without_a_known_product_all_settings_are_named(void **state) {
  (void)state;
  seen_make();
  seen.spacing[TRANSPORT_SSE] =
      (struct observed_spacing){.look = LOOK_FAILS, .sent = 20, .arrived = 0};
  char *text = table();
  assert_says(text, "    nginx: ");
  assert_says(text, "    Azure Application Gateway: ");
  snprintf(seen.heads.front, sizeof seen.heads.front, "cloudflare"); /* it has none of this kind */
  char *other = table();
  assert_says(other, "    nginx: ");
  free(other);
  free(text);
}

static void settings_of_one_kind_are_named_once(void **state) {
  (void)state;
  seen_make();
  seen_idle(IDLE_SSE, 0, IDLE_FIN, 60);
  seen_idle(IDLE_WEBSOCKET, 0, IDLE_FIN, 60);
  seen_idle(IDLE_WEBSOCKET, 25, IDLE_ALIVE, 0);
  seen_idle(IDLE_LONG_POLL, 0, IDLE_ALIVE, 120);
  char *text = table();
  const char *first = strstr(text, "`proxy_read_timeout`");
  assert_non_null(first);
  assert_null(strstr(first + 1, "`proxy_read_timeout`"));
  assert_says(text, "  event stream      ended after 60.0 s of silence: FIN\n");
  assert_says(text, "with a heartbeat every 25 s: alive");
  assert_says(text, "  long poll         alive after 120.0 s of silence\n");
  assert_says(text, "  kept connection   cannot tell\n");
  free(text);
}

static void what_cannot_be_told_is_said(void **state) {
  (void)state;
  seen_make();
  seen.heads = (struct observed_heads){.look = LOOK_UNKNOWN, .words = "it has no token"};
  seen.spacing[TRANSPORT_WEBSOCKET] =
      (struct observed_spacing){.look = LOOK_UNKNOWN, .words = "too few"};
  seen.sizes[SIZE_POST] = (struct observed_size){.look = LOOK_UNKNOWN, .words = "nobody may"};
  seen.sizes[SIZE_URL] = (struct observed_size){
      .look = LOOK_FAILS, .passes_bytes = 9000, .fails_bytes = 9100, .words = "HTTP 414"};
  char *text = table();
  assert_says(text, "headers      cannot tell: it has no token");
  assert_says(text, "nobody can tell whether events are held back: too few");
  assert_says(text, "by POST      cannot tell: nobody may");
  assert_says(text, "URL          9000 bytes pass, 9100 do not: HTTP 414");
  assert_says(text, "0 faults, 1 note; 3 things could not be told");
  free(text);
}

static void the_document_has_observations_and_findings(void **state) {
  (void)state;
  seen_make();
  seen.http2 = (struct observed_http2){.alpn = LOOK_PASSES};
  seen_change(HEAD_REQUEST, HEAD_REMOVED, "accept", "a", "");
  seen_idle(IDLE_SSE, 0, IDLE_CLOSE_FRAME, 60)->close_code = 1001;
  findings_judge(&seen, &found);
  json_t *document = probe_json(&seen, &found);
  assert_non_null(document);
  char *text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
  assert_says(text, "\"finding\":\"header_removed\"");
  assert_says(text, "\"setting\":\"`proxy_hide_header`");
  assert_says(text, "\"close_code\":1001");
  assert_says(text, "\"alpn\":\"passes\"");
  assert_says(text, "\"passes_bytes\":15000");
  assert_says(text, "\"interval_ms\":200.0");
  free(text);
  json_decref(document);
}

static void the_faults_are_one_line(void **state) {
  (void)state;
  char line[128];
  seen_make();
  seen_change(HEAD_REQUEST, HEAD_REMOVED, "accept", "a", "");
  seen_change(HEAD_REQUEST, HEAD_ADDED, "via", "", "p");
  snprintf(seen.heads.version, sizeof seen.heads.version, "1.0");
  findings_judge(&seen, &found);
  probe_reason(&found, line, sizeof line);
  assert_string_equal(line, "header_removed (accept), http_1_0 (request)");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_path_is_said_to_be_so),
      cmocka_unit_test(a_fault_is_followed_by_the_settings_of_the_product_in_front),
      cmocka_unit_test(without_a_known_product_all_settings_are_named),
      cmocka_unit_test(settings_of_one_kind_are_named_once),
      cmocka_unit_test(what_cannot_be_told_is_said),
      cmocka_unit_test(the_document_has_observations_and_findings),
      cmocka_unit_test(the_faults_are_one_line),
  };
  return cmocka_run_group_tests_name("probe table", tests, NULL, NULL);
}
