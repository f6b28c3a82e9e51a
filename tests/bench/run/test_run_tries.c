/* Servers of other people, which are tried before the first cell of a run. */
#include "tests/bench/ended_made.h"

#include <unistd.h>

static const char made_host[] =
    "trap 'exit 0' TERM\n"
    "echo '{\"ready\":true,\"url\":\"http://127.0.0.1:4711\",\"ports\":{},\"pid\":null,"
    "\"init\":false,\"input\":null}'\n"
    "while :; do sleep 0.02; done\n";

/* A client that receives three messages by event streams alone; as made_client where it is not
 * tried. */
static const char trying_client[] =
    "for word in \"$@\"; do case $word in\n"
    "  --transcript=?*) file=${word#*=};;\n"
    "  --transport=*) transport=${word#*=};;\n"
    "esac; done\n"
    "if [ \"$file\" ]; then\n"
    "  [ $transport = sse ] || { echo 'x: error: no way' >&2; exit 3; }\n"
    "  for i in 1 2 3; do\n"
    "    echo '{\"at_ns\":1,\"who\":\"user\",\"does\":\"message\",\"text\":\"x\"}' >>\"$file\"\n"
    "  done\n"
    "  while :; do sleep 0.02; done\n"
    "fi\n";

/* Runs the server of a target file, which publishes by itself, on these transports. */
static struct ended run_other(const char *transports, const char *host) {
  static char client[8192];
  char experiment[512];
  snprintf(client, sizeof client, "[ \"$1\" = --version ] && echo made && exit 0\n%s%s",
           trying_client, made_client);
  snprintf(experiment, sizeof experiment,
           "{\"name\":\"x\",\"params\":{\"server\":\"%s/other.json\",\"transport\":[%s],"
           "\"clients\":2,\"duration_s\":2}}",
           made_folder, transports);
  made_file_write("other.json",
                  "{\"url\": \"http://127.0.0.1:4711\", \"protocol\": \"plain\", \"transports\": "
                  "{\"sse\": {\"url\": \"/\"}, \"websocket\": {\"url\": \"/\"}}, \"publish\": "
                  "{\"server\": {\"number\": {\"pointer\": \"/n\"}}}}");
  made_program("host", host);
  return run_of(experiment, made_server, client);
}

/* What the cell says of its end. */
static char *error_of(const char *cell) {
  struct path path = path_of("%s/run/cells/%s/1/cell.json", made_folder, cell);
  json_t *document = json_load_file(path.text, 0, NULL);
  assert_non_null(document);
  const char *error = text_at(document, "error");
  char *copy = strdup(error ? error : "");
  json_decref(document);
  return copy;
}

static void what_does_not_work_is_not_run(void **state) {
  (void)state;
  struct ended ended = run_other("\"sse\",\"websocket\"", made_host);
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_says(ended.err, "\ntrying other: sse ok; websocket: client: no way\n");
  ended_release(&ended);
  char *error = error_of("other-websocket");
  assert_string_equal(error, "it does not work: client: no way: `pushbench try` shows each step");
  free(error);
  error = error_of("other-sse");
  assert_says_not(error, "does not work");
  free(error);
}

static void only_the_transports_of_the_cells_are_tried(void **state) {
  (void)state;
  struct ended ended = run_other("\"sse\"", made_host);
  assert_says(ended.err, "\ntrying other: sse ok\n");
  ended_release(&ended);
}

static void a_server_that_does_not_start_fails_all_its_cells(void **state) {
  (void)state;
  struct ended ended =
      run_other("\"sse\",\"websocket\"",
                "echo 'pushbench: error: the server ended with code 3: see above' >&2\nexit 3\n");
  assert_int_equal(ended.status, STATUS_CHECK);
  assert_says(ended.err, "\ntrying other: the server ended with code 3\n");
  ended_release(&ended);
  char *error = error_of("other-sse");
  assert_string_equal(error, "the server ended with code 3");
  free(error);
}

static void a_missing_host_ends_the_run(void **state) {
  (void)state;
  struct ended ended = run_other("\"sse\"", "exit 0\n");
  ended_release(&ended);
  folder_remove(path_of("%s/run", made_folder).text);
  assert_int_equal(unlink(path_of("%s/host", made_folder).text), 0);
  struct path file = path_of("%s/x.json", made_folder), out = path_of("%s/run", made_folder);
  ended = ended_of((struct run_request){.experiment = file.text, .out = out.text});
  assert_int_equal(ended.status, STATUS_ENVIRONMENT);
  assert_says(ended.error.text, "/host: No such file or directory");
  ended_release(&ended);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_OF_RUN(what_does_not_work_is_not_run),
      TEST_OF_RUN(only_the_transports_of_the_cells_are_tried),
      TEST_OF_RUN(a_server_that_does_not_start_fails_all_its_cells),
      TEST_OF_RUN(a_missing_host_ends_the_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
