/* Whole runs with made programs, in the folder "run" of made_folder. */
#ifndef TESTS_BENCH_ENDED_MADE_H
#define TESTS_BENCH_ENDED_MADE_H

#include "tests/bench/gnuplot_made.h"
#include "tests/bench/programs_made.h"
#include "tests/bench/stream_kept.h"

#include <sys/wait.h>

#include "bench/run/run.h"
#include "documents/fields.h"

/* The outcome of a run. */
struct ended {
  enum status status;
  struct error error;
  char *out, *err; /* its standard output and error */
};

static inline void ended_release(struct ended *ended) {
  free(ended->out);
  free(ended->err);
}

/* Carries out a request, by the programs "server", "client" and "host" of made_folder. */
static inline struct ended ended_of(struct run_request request) {
  struct ended ended = {.error = {""}};
  struct path server = path_of("%s/server", made_folder),
              client = path_of("%s/client", made_folder), host = path_of("%s/host", made_folder);
  request.server_program = server.text;
  request.client_program = client.text;
  request.host_program = host.text;
  request.command = "pushbench run x";
  if (!request.build.commit)
    request.build = (struct build){"0123456789abcdef", 1};
  struct kept_stream stdout_kept = kept_begin(stdout, "stdout");
  struct kept_stream stderr_kept = kept_begin(stderr, "stderr");
  ended.status = run_execute(&request, &ended.error);
  ended.err = kept_end(&stderr_kept);
  ended.out = kept_end(&stdout_kept);
  return ended;
}

/* Writes the experiment and the programs, and carries the experiment out with 3 clients. */
static inline struct ended run_of(const char *experiment, const char *server_text,
                                  const char *client_text) {
  static const char *const sets[] = {"clients=3"};
  made_file_write("x.json", experiment);
  made_program("server", server_text);
  made_program("client", client_text);
  struct path file = path_of("%s/x.json", made_folder), out = path_of("%s/run", made_folder);
  return ended_of(
      (struct run_request){.experiment = file.text, .sets = sets, .set_count = 1, .out = out.text});
}

/* The exit status of such a run in a child process, since a process counts interrupts for good; -1
 * where its error is not the one given. */
static inline int run_status_apart(const char *experiment, const char *client, const char *said) {
  int status = -1;
  fflush(NULL); /* or else the child would write it too */
  pid_t child = fork();
  if (child == 0) {
    struct ended ended = run_of(experiment, made_server, client);
    bool as_said = strcmp(ended.error.text, said) == 0;
    if (!as_said)
      fprintf(stderr, "%s\n", ended.error.text);
    ended_release(&ended);
    exit(as_said ? (int)ended.status : -1);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* Setup and teardown of each test. */
static inline int ended_begin(void **state) {
  int failed = made_folder_open(state);
  if (!failed)
    made_gnuplot_begin(MADE_GNUPLOT);
  return failed;
}

static inline int ended_end(void **state) {
  made_gnuplot_end();
  return made_folder_close(state);
}

#define TEST_OF_RUN(name) cmocka_unit_test_setup_teardown(name, ended_begin, ended_end)

static inline json_t *record_read(void) {
  json_t *record = json_load_file(path_of("%s/run/run.json", made_folder).text, 0, NULL);
  assert_non_null(record);
  return record;
}

static inline const char *text_at(const json_t *document, const char *path) {
  const char *text = json_string_value(field_get(document, path));
  return text ? text : "";
}

#endif
