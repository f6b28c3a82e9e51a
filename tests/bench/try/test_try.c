/* A whole try, with programs of shell in place of the host and the client. */
#include "bench/try/try.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "common/wire/token.h"
#include "documents/target_load.h"
#include "tests/bench/folder_made.h"

static const char good_host[] =
    "trap 'echo ended >\"$HERE/host_ended\"; exit 0' TERM\n"
    "echo \"$*\" >\"$HERE/host_arguments\"\n"
    "echo '{\"ready\":true,\"url\":\"http://127.0.0.1:4711\",\"ports\":{\"\":4711},\"pid\":null,"
    "\"init\":false,\"input\":null}'\n"
    "while :; do sleep 0.02; done\n";

/* Finds the file of the transcript, as $file. */
#define CLIENT_BEGINS                                                                      \
  "printf '%s\\n' \"$@\" >\"$HERE/client_arguments\"\n"                                    \
  "for word in \"$@\"; do case $word in --transcript=*) file=${word#*=};; esac; done\n"    \
  "say() { echo \"{\\\"at_ns\\\":$1,\\\"who\\\":\\\"$2\\\",\\\"does\\\":\\\"$3\\\",$4}\" " \
  ">>\"$file\"; }\n"

#define DOCUMENT(rest)                                                        \
  "echo '{\"outcome\":\"done\",\"corrupted\":0,\"counted\":{\"received\":4}," \
  "\"bytes\":{\"tcp_up\":40,\"tcp_down\":400,\"protocol_down\":100}" rest "}'\n"

#define THREE_MESSAGES                                                         \
  "say 1 publisher request '\"text\":\"POST /p\\n\\npb00000007.0.1.e3a5.\"'\n" \
  "say 3 user message '\"text\":\"pb00000007.0.1.e3a5\"'\n"                    \
  "say 4 user message '\"text\":\"pb00000007.0.2.e3a5\"'\n"                    \
  "say 5 user message '\"text\":\"pb00000007.0.3.e3a5\"'\n"

static struct target_description description;
static struct try_result result;
static struct error failure;
static char *shown;

static void shown_forget(void) {
  free(shown);
  shown = NULL;
}

static void describe(const char *publish) {
  char text[1024];
  struct error error;
  snprintf(text, sizeof text,
           "{\"url\": \"http://127.0.0.1:4711\", \"protocol\": \"plain\", \"transports\": "
           "{\"sse\": {\"url\": \"/\"}, \"websocket\": {\"url\": \"/\"}}, \"publish\": {%s}}",
           publish);
  made_file_write("made.json", text);
  if (target_load(&description, path_of("%s/made.json", made_folder).text, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static const char by_request[] = "\"request\": {\"url\": \"/p\", \"body\": \"{message}\"}";

/* A program that knows the test's folder as $HERE. */
static struct path program(const char *name, const char *shell) {
  char text[4096];
  int bytes = snprintf(text, sizeof text, "HERE=%s\n%s", made_folder, shell);
  assert_true(bytes > 0 && bytes < (int)sizeof text);
  return made_program(name, text);
}

/* Tries the WebSocket alone; what was written is in `shown`. */
static enum status tried(const char *publish, const char *host, const char *client) {
  struct path host_program = program("host", host), client_program = program("client", client);
  size_t bytes;
  struct try_plan plan = {.description = &description,
                          .host_program = host_program.text,
                          .client_program = client_program.text,
                          .wanted = {[TRANSPORT_WEBSOCKET] = true},
                          .out = open_memstream(&shown, &bytes)};
  describe(publish);
  failure.text[0] = '\0';
  enum status status = try_target(&plan, &result, &failure);
  assert_int_equal(fclose(plan.out), 0);
  target_release(&description);
  return status;
}

static const struct try_transport *websocket(void) {
  return &result.transports[TRANSPORT_WEBSOCKET];
}

/* The made tokens need their right check. */
static void tokens_write(char *text) {
  for (char *at = text; (at = strstr(at, "pb00000007.0."));) {
    struct token token = {.run = 7, .channel = 0, .number = (uint64_t)(at[13] - '0')};
    char made[TOKEN_BYTES_MAX];
    size_t bytes = token_write(&token, made);
    memcpy(at, made, bytes);
    at++;
  }
}

static enum status tried_tokens(const char *publish, const char *client) {
  char text[4096];
  snprintf(text, sizeof text, "%s", client);
  tokens_write(text);
  return tried(publish, good_host, text);
}

static void three_messages_work(void **state) {
  (void)state;
  enum status status = tried_tokens(by_request, CLIENT_BEGINS THREE_MESSAGES DOCUMENT(""));
  assert_int_equal(status, STATUS_OK);
  assert_true(websocket()->tried && websocket()->works);
  assert_false(result.transports[TRANSPORT_SSE].tried);
  assert_int_equal(websocket()->messages, 3);
  assert_float_equal(websocket()->first_latency_ns, 2, 1e-9);
  assert_float_equal(websocket()->up_bytes, 10, 1e-9);
  assert_float_equal(websocket()->down_bytes, 100, 1e-9);
  assert_float_equal(websocket()->envelope_bytes, 25, 1e-9);
  assert_says(shown, "websocket\n");
  assert_says(shown, "message 3 of 3\n");
  assert_says_not(shown, "sse");
  shown_forget();
  assert_file("host_ended", "ended\n");
  char *arguments = made_file_text("host_arguments");
  assert_begins(arguments, "host ");
  assert_ends(arguments, "/made.json\n");
  free(arguments);
  arguments = made_file_text("client_arguments");
  assert_says(arguments, "--connect=http://127.0.0.1:4711\n");
  assert_says(arguments, "--target-ports==4711\n");
  assert_says(arguments, "--remote=off\n");
  assert_says(arguments, "--transport=websocket\n");
  assert_says(arguments, "--workload=trace\n");
  free(arguments);
}

static void a_failed_step_ends_the_client(void **state) {
  (void)state;
  enum status status =
      tried(by_request, good_host,
            CLIENT_BEGINS "say 1 user websocket '\"text\":\"GET /\"'\n"
                          "say 2 user answer '\"code\":404'\n"
                          "say 3 user failed '\"step\":\"open\",\"text\":\"HTTP 404\"'\n"
                          "exec sleep 60\n");
  assert_int_equal(status, STATUS_CHECK);
  assert_false(websocket()->works);
  assert_string_equal(websocket()->failure, "open: HTTP 404");
  assert_says(websocket()->hint, "nothing at /:");
  assert_true(isnan(websocket()->up_bytes));
  assert_says(shown, "  does not work: open: HTTP 404\n");
  assert_says(shown, "  hint: the server knows nothing at /:");
  shown_forget();
}

static void what_the_client_says_is_a_failure(void **state) {
  static const struct {
    const char *client, *says;
  } cases[] = {
      {"echo '{\"outcome\":\"failed\",\"error\":\"none of the 1 users could connect: open: x\"}'\n"
       "exit 3\n",
       "client: open: x"},
      {"echo 'pushbench-client: error: no memory' >&2\nexit 3\n", "client: no memory"},
      {DOCUMENT(""), "message: no message came"},
      {CLIENT_BEGINS "say 3 user message '\"text\":\"pb00000007.0.1.e3a5\"'\n" DOCUMENT(""),
       "message: only 1 of 3 messages came"},
      {"echo '{\"outcome\":\"done\",\"corrupted\":3}'\n", "message: a message came damaged"},
      {CLIENT_BEGINS THREE_MESSAGES "echo '{\"outcome\":\"done\",\"corrupted\":3}'\n",
       "message: messages came damaged, too"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(tried_tokens(by_request, cases[i].client), STATUS_CHECK);
    assert_string_equal(websocket()->failure, cases[i].says);
    shown_forget();
  }
}

/* It is told to end once three have come. */
static void a_server_that_publishes_by_itself_works_by_three_of_its_messages(void **state) {
  static const char itself[] = "\"server\": {\"number\": {\"pointer\": \"/n\"}}";
  (void)state;
  enum status status =
      tried(itself, good_host,
            CLIENT_BEGINS "trap 'exit 4' TERM\n"
                          "for i in 1 2 3; do say $i user message '\"a\":1'; done\n"
                          "while :; do sleep 0.02; done\n");
  assert_int_equal(status, STATUS_OK);
  assert_true(websocket()->works && websocket()->messages == 3);
  shown_forget();
  char *arguments = made_file_text("client_arguments");
  assert_says_not(arguments, "--trace");
  free(arguments);
  status = tried(itself, good_host,
                 CLIENT_BEGINS "say 1 user message '\"a\":1'\n" DOCUMENT(",\"expected\":null"));
  assert_int_equal(status, STATUS_OK);
  shown_forget();
}

static void a_server_that_ends_is_told_so(void **state) {
  (void)state;
  enum status status =
      tried(by_request,
            "echo '{\"ready\":true,\"url\":\"http://127.0.0.1:4711\",\"ports\":{}}'\nsleep 0.2\n"
            "echo 'out of luck' >&2\n",
            CLIENT_BEGINS "exec sleep 60\n");
  assert_int_equal(status, STATUS_CHECK);
  assert_string_equal(websocket()->failure, "server: it has ended by itself");
  assert_ends(shown, "the server wrote:\n    out of luck\n");
  shown_forget();
}

static void a_server_that_does_not_start_is_told_with_its_words(void **state) {
  (void)state;
  enum status status = tried(by_request,
                             "echo 'port taken' >&2\n"
                             "echo 'pushbench: error: the server ended: see above' >&2\nexit 3\n",
                             "exit 0\n");
  assert_int_equal(status, STATUS_ENVIRONMENT);
  assert_string_equal(failure.text, "");
  assert_string_equal(result.failure, "the server ended: see above");
  assert_string_equal(shown, "the server wrote:\n    port taken\n");
  assert_false(websocket()->tried);
  shown_forget();
  status = tried(by_request, "echo 'pushbench: error: no' >&2\nexit 2\n", "exit 0\n");
  assert_int_equal(status, STATUS_USAGE);
  assert_string_equal(shown, "");
  shown_forget();
  status = tried(by_request, "exit 7\n", "exit 0\n");
  assert_string_equal(result.failure, "the server cannot be started: its host ended with code 7");
  shown_forget();
}

/* Without a stream for the server's words, nothing points at them. */
static void a_failure_by_itself_points_at_nothing(void **state) {
  (void)state;
  struct path host =
      program("host", "echo 'pushbench: error: the server ended: see above' >&2\nexit 3\n");
  const struct try_plan plan = {.description = &description,
                                .host_program = host.text,
                                .client_program = "/nowhere",
                                .wanted = {[TRANSPORT_WEBSOCKET] = true}};
  describe(by_request);
  assert_int_equal(try_target(&plan, &result, &failure), STATUS_ENVIRONMENT);
  assert_string_equal(result.failure, "the server ended");
  target_release(&description);
}

static void programs_that_are_missing_are_errors(void **state) {
  (void)state;
  struct path host = program("host", good_host);
  struct try_plan plan = {.description = &description,
                          .host_program = "/nowhere/host",
                          .client_program = "/nowhere/client",
                          .wanted = {[TRANSPORT_WEBSOCKET] = true}};
  describe(by_request);
  assert_int_equal(try_target(&plan, &result, &failure), STATUS_ENVIRONMENT);
  assert_says(failure.text, "/nowhere/host: No such file");
  plan.host_program = host.text;
  assert_int_equal(try_target(&plan, &result, &failure), STATUS_ENVIRONMENT);
  assert_says(failure.text, "/nowhere/client: No such file");
  assert_int_equal(setenv("TMPDIR", "/nowhere", 1), 0);
  assert_int_equal(try_target(&plan, &result, &failure), STATUS_ENVIRONMENT);
  assert_says(failure.text, "no folder for a try can be made in /nowhere");
  assert_int_equal(unsetenv("TMPDIR"), 0);
  target_release(&description);
}

/* The last test: an interruption stays. */
static void an_interruption_ends_everything(void **state) {
  (void)state;
  interrupt_install();
  raise(SIGINT);
  enum status status = tried(by_request, good_host, CLIENT_BEGINS "exec sleep 60\n");
  assert_int_equal(status, STATUS_INTERRUPTED);
  assert_string_equal(failure.text, "interrupted");
  shown_forget();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(three_messages_work),
      IN_FOLDER(a_failed_step_ends_the_client),
      IN_FOLDER(what_the_client_says_is_a_failure),
      IN_FOLDER(a_server_that_publishes_by_itself_works_by_three_of_its_messages),
      IN_FOLDER(a_server_that_ends_is_told_so),
      IN_FOLDER(a_server_that_does_not_start_is_told_with_its_words),
      IN_FOLDER(a_failure_by_itself_points_at_nothing),
      IN_FOLDER(programs_that_are_missing_are_errors),
      IN_FOLDER(an_interruption_ends_everything),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
