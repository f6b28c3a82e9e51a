/* A pipe, and the program at its other end. */
#include "clients/foreign/input_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/growing_text.h"

enum { ARGUMENTS_MAX = 64 };

static const uint64_t END_NS = NS_PER_S, END_LOOK_NS = 5 * NS_PER_MS;

struct input_pipe {
  struct loop *loop;
  struct loop_io *io;
  int descriptor;              /* -1: it is closed, or broken */
  char *path;                  /* which is opened again then; NULL: that of a program of ours */
  pid_t program;               /* 0: none was started */
  struct growing_text waiting; /* what the pipe has not taken, */
  size_t begin;                /* from here on */
};

/* --- writing --------------------------------------------------------------------------- */

/* Writes what waits; false where nobody reads any more. */
static bool waiting_write(struct input_pipe *pipe) {
  while (pipe->begin < pipe->waiting.bytes) {
    ssize_t written = write(pipe->descriptor, pipe->waiting.text + pipe->begin,
                            pipe->waiting.bytes - pipe->begin);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno == EAGAIN;
    pipe->begin += (size_t)written;
  }
  pipe->begin = pipe->waiting.bytes = 0;
  return true;
}

static void pipe_break(struct input_pipe *pipe) {
  loop_io_destroy(pipe->io);
  pipe->io = NULL;
  if (pipe->descriptor >= 0)
    close(pipe->descriptor);
  pipe->descriptor = -1;
}

static void pipe_go_on(struct input_pipe *pipe) {
  if (waiting_write(pipe)) {
    loop_io_set(pipe->io, pipe->waiting.bytes > 0 ? LOOP_WRITE : 0);
    return;
  }
  pipe->begin = pipe->waiting.bytes = 0;
  pipe_break(pipe);
}

static void pipe_ready(void *owner, unsigned events) {
  (void)events;
  pipe_go_on(owner);
}

/* False with errno, or without memory. */
static bool pipe_open(struct input_pipe *pipe) {
  if (pipe->path)
    pipe->descriptor = open(pipe->path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
  if (pipe->descriptor < 0)
    return false;
  fcntl(pipe->descriptor, F_SETFL, O_NONBLOCK);
  pipe->io = loop_io_create(pipe->loop, pipe->descriptor, pipe_ready, pipe);
  if (!pipe->io)
    pipe_break(pipe);
  return pipe->io != NULL;
}

bool input_pipe_write(struct input_pipe *pipe, const char *bytes, size_t count) {
  if (pipe->descriptor < 0 && !pipe_open(pipe)) /* the server may have been started again */
    return false;
  growing_text_add(&pipe->waiting, bytes, count);
  if (pipe->waiting.failed) {
    pipe_break(pipe);
    return false;
  }
  pipe_go_on(pipe);
  return pipe->descriptor >= 0;
}

/* --- the program ------------------------------------------------------------------------ */

/* Expands the command's templates; false with the reason. `arguments` are malloc'd, NULL ends
 * them. */
static bool arguments_make(const struct target_description *description,
                           const struct target_ports *ports, char *arguments[ARGUMENTS_MAX + 1],
                           struct error *error) {
  struct target_values values = {.description = description, .ports = ports};
  const struct template_values known = target_values(&values);
  size_t count = json_array_size(description->publish_command);
  bool good = count > 0 && count <= ARGUMENTS_MAX;
  if (!good)
    error_set(error, STATUS_USAGE, "%s: publish.command has 1 to %d texts", description->path,
              ARGUMENTS_MAX);
  for (size_t i = 0; good && i < count; i++) {
    struct error reason = {""};
    const char *text = json_string_value(json_array_get(description->publish_command, i));
    arguments[i] = template_expand(text, TEMPLATE_TEXT, &known, &reason);
    good = arguments[i] != NULL;
    if (!good)
      error_set(error, STATUS_USAGE, "%s: publish.command[%zu]: %s (--target-ports)",
                description->path, i, reason.text);
  }
  return good;
}

/* What it writes goes to standard error, since ours has the document. Returns an errno. */
static int program_spawn(struct input_pipe *pipe, const char *folder, int input,
                         char *const *arguments) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder);
  int failure =
      posix_spawnp(&pipe->program, arguments[0], &actions, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failure;
}

/* The folder of the server, or of the file. malloc'd. */
static char *folder_of(const struct target_description *description) {
  const char *slash = strrchr(description->path, '/');
  if (description->server.folder)
    return strdup(description->server.folder);
  return slash ? strndup(description->path, (size_t)(slash - description->path) + 1) : strdup(".");
}

static enum status program_start(struct input_pipe *own,
                                 const struct target_description *description,
                                 const struct target_ports *ports, struct error *error) {
  char *arguments[ARGUMENTS_MAX + 1] = {NULL};
  char *folder = folder_of(description);
  int ends[2] = {-1, -1}, failure = ENOMEM;
  enum status status = STATUS_USAGE;
  if (arguments_make(description, ports, arguments, error)) {
    if (folder && pipe2(ends, O_CLOEXEC) == 0)
      failure = program_spawn(own, folder, ends[0], arguments);
    status = failure ? error_set(error, STATUS_ENVIRONMENT, "cannot start %s: %s", arguments[0],
                                 strerror(failure))
                     : STATUS_OK;
  }
  if (ends[0] >= 0)
    close(ends[0]);
  own->descriptor = ends[1];
  for (size_t i = 0; arguments[i]; i++)
    free(arguments[i]);
  free(folder);
  return status;
}

static void program_end(pid_t program) {
  const struct timespec pause = {.tv_nsec = (long)END_LOOK_NS};
  uint64_t until_ns = clock_now_ns() + END_NS;
  pid_t ended = waitpid(program, NULL, WNOHANG);
  while (ended == 0 && clock_now_ns() < until_ns) {
    nanosleep(&pause, NULL);
    ended = waitpid(program, NULL, WNOHANG);
  }
  if (ended != 0)
    return;
  kill(program, SIGKILL);
  waitpid(program, NULL, 0);
}

/* --- opening and closing ----------------------------------------------------------------- */

static enum status input_find(struct input_pipe *pipe, const struct target_description *description,
                              const struct target_ports *ports, const char *path,
                              struct error *error) {
  if (description->publish_command)
    return program_start(pipe, description, ports, error);
  if (!*path)
    return error_set(error, STATUS_USAGE,
                     "%s publishes by the server's standard input: --target-input PATH",
                     description->path);
  pipe->path = strdup(path);
  return pipe->path ? STATUS_OK : error_set(error, STATUS_ENVIRONMENT, "no memory for a path");
}

enum status input_pipe_open(struct loop *loop, const struct target_description *description,
                            const struct target_ports *ports, const char *path,
                            struct input_pipe **out, struct error *error) {
  struct input_pipe *pipe = calloc(1, sizeof *pipe);
  if (!pipe)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a program's input");
  pipe->loop = loop;
  pipe->descriptor = -1;
  enum status status = input_find(pipe, description, ports, path, error);
  if (status == STATUS_OK && !pipe_open(pipe))
    status = error_set(error, STATUS_ENVIRONMENT, "cannot write to %s: %s",
                       pipe->path ? pipe->path : "the program", strerror(errno));
  if (status == STATUS_OK)
    *out = pipe;
  else
    input_pipe_close(pipe);
  return status;
}

void input_pipe_close(struct input_pipe *pipe) {
  if (!pipe)
    return;
  pipe_break(pipe);
  if (pipe->program > 0)
    program_end(pipe->program);
  growing_text_release(&pipe->waiting);
  free(pipe->path);
  free(pipe);
}
