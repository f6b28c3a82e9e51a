/* Starts gnuplot as child processes, and collects their messages. */
#include "bench/chart/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/base/environment.h"
#include "common/base/log.h"

enum { PROCESSES_MAX = 4 };

struct gnuplot_process {
  pid_t pid;
  FILE *complaints; /* its standard error */
};

void gnuplot_quote(FILE *script, const char *text) {
  fputc('\'', script);
  for (; *text; text++) {
    if (*text == '\'')
      fputc('\'', script);
    fputc(*text == '\n' ? ' ' : *text, script);
  }
  fputc('\'', script);
}

static enum status process_start(struct gnuplot_process *process, const char *script_path,
                                 struct error *error) {
  posix_spawn_file_actions_t actions;
  /* -d: neither ~/.gnuplot nor the system's gnuplotrc is read */
  char *arguments[] = {(char[]){"gnuplot"}, (char[]){"-d"}, (char *)script_path, NULL};
  const struct environment environment = environment_make(environ, NULL);
  FILE *complaints = tmpfile();
  int failure;
  if (!complaints)
    return error_set(error, STATUS_ENVIRONMENT, "no temporary file: %s", strerror(errno));
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, fileno(complaints), STDERR_FILENO);
  failure = posix_spawnp(&process->pid, "gnuplot", &actions, NULL, arguments,
                         (char *const *)environment.entries);
  posix_spawn_file_actions_destroy(&actions);
  if (failure) {
    fclose(complaints);
    if (failure == ENOENT)
      return error_set(error, STATUS_ENVIRONMENT,
                       "gnuplot is not installed: run scripts/install-deps");
    return error_set(error, STATUS_ENVIRONMENT, "gnuplot did not start: %s", strerror(failure));
  }
  process->complaints = complaints;
  return STATUS_OK;
}

/* Logs each message and keeps the last: gnuplot shows the place first, and then what is wrong. */
static void complaints_read(FILE *complaints, char *last) {
  char line[1024];
  rewind(complaints);
  while (fgets(line, sizeof line, complaints)) {
    line[strcspn(line, "\n")] = '\0';
    if (line[strspn(line, " \t^")] == '\0')
      continue;
    log_warning("gnuplot: %s", line);
    snprintf(last, GNUPLOT_SAID_BYTES, "%.250s", line);
  }
}

static enum status process_end(struct gnuplot_process *process, char *said, struct error *error) {
  int wait_status = 0;
  while (waitpid(process->pid, &wait_status, 0) < 0)
    if (errno != EINTR)
      break;
  complaints_read(process->complaints, said);
  fclose(process->complaints);
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "gnuplot failed: %s",
                   *said ? said : "it said nothing");
}

enum status gnuplot_run(const char *const *script_paths, size_t count,
                        char said[GNUPLOT_SAID_BYTES], struct error *error) {
  struct gnuplot_process processes[PROCESSES_MAX];
  enum status status = STATUS_OK;
  size_t started = 0;
  *said = '\0';
  while (status == STATUS_OK && started < count && started < PROCESSES_MAX) {
    status = process_start(&processes[started], script_paths[started], error);
    started += status == STATUS_OK;
  }
  for (size_t i = 0; i < started; i++) {
    enum status ended = process_end(&processes[i], said, error);
    if (status == STATUS_OK)
      status = ended;
  }
  return status;
}
