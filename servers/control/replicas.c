/* A pair of sockets to each process; publications are packets. */
#include "servers/control/replicas.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/contract.h"
#include "common/base/forked.h"
#include "common/base/log.h"
#include "common/base/traits.h"
#include "common/load/workload.h"
#include "common/wire/heartbeat.h"

/* Files of a process beside its connections; and how unevenly the kernel may deal those out: by six
 * standard deviations of 20,000 of 60,000 it is 700. */
enum { FILES_OF_ALL = 64, UNEVEN_PART = 20 };

struct replica {
  pid_t pid; /* 0: none, or waited for */
  int line;  /* -1: closed */
};

struct replicas {
  uint32_t process, processes;
  struct replica others[FORKED_PROCESSES_MAX - 1]; /* of the first; process 1 is the first one */
  int first;                                       /* of the others: the line to the first */
};

uint32_t replicas_process(const struct replicas *replicas) {
  return replicas ? replicas->process : 0;
}

/* --- how many ------------------------------------------------------------------------ */

/* What keeps a server to one process; NULL: nothing does. */
static const char *one_process_only(const struct server_options *options) {
  const struct engine_traits *engine = &engine_traits[options->engine];
  if (engine->in_process || engine->threads_per_connection)
    return "an engine that is no event loop";
  if (*options->journal)
    return "--journal";
  if (options->commands)
    return "--commands (faults of the server)";
  if (options->workload == WORKLOAD_CHAT || options->workload == WORKLOAD_COLLAB)
    return "--workload chat and collab (users who write)";
  if (options->heartbeat != HEARTBEAT_OFF && options->heartbeat_by != HEARTBEAT_BY_CLIENT)
    return "--heartbeat-by server and both";
  return NULL;
}

/* The fewest of which each may open enough files; 1 where no number is enough. */
static int64_t processes_for(uint64_t clients, uint64_t file_limit) {
  for (uint64_t processes = 1; processes <= FORKED_PROCESSES_MAX; processes++) {
    uint64_t own = clients / processes;
    if (own + own / UNEVEN_PART + FILES_OF_ALL <= file_limit)
      return (int64_t)processes;
  }
  return 1;
}

enum status replicas_count(struct server_options *options, uint64_t file_limit,
                           struct error *error) {
  const char *alone = one_process_only(options);
  if (options->server_processes > 1 && alone)
    return error_set(error, STATUS_USAGE, "--server-processes %" PRId64 ": not with %s",
                     options->server_processes, alone);
  if (options->server_processes == 0)
    options->server_processes = alone ? 1 : processes_for((uint64_t)options->clients, file_limit);
  return STATUS_OK;
}

/* --- the first ------------------------------------------------------------------------ */

static size_t others_count(const struct replicas *replicas) {
  return replicas && replicas->process == 0 ? replicas->processes - 1 : 0;
}

static void line_close(int *line) {
  if (*line >= 0)
    close(*line);
  *line = -1;
}

static enum status process_ended(const struct replicas *replicas, size_t other, int status,
                                 struct error *error) {
  unsigned number = (unsigned)other + 2;
  if (WIFSIGNALED(status))
    return error_set(error, STATUS_ENVIRONMENT, "server process %u of %u was ended by signal %d",
                     number, (unsigned)replicas->processes, WTERMSIG(status));
  return error_set(error, STATUS_ENVIRONMENT,
                   "server process %u of %u has ended, with exit code %d", number,
                   (unsigned)replicas->processes, WEXITSTATUS(status));
}

static enum status other_reap(struct replicas *replicas, size_t other, int options,
                              struct error *error) {
  struct replica *replica = &replicas->others[other];
  int status = 0;
  if (replica->pid <= 0 || waitpid(replica->pid, &status, options) != replica->pid)
    return STATUS_OK;
  replica->pid = 0;
  return process_ended(replicas, other, status, error);
}

enum status replicas_listen(struct replicas *replicas, uint16_t port, struct error *error) {
  uint64_t wanted = port;
  char answer;
  for (size_t i = 0; i < others_count(replicas); i++)
    send(replicas->others[i].line, &wanted, sizeof wanted, MSG_NOSIGNAL);
  for (size_t i = 0; i < others_count(replicas); i++)
    if (recv(replicas->others[i].line, &answer, sizeof answer, 0) != sizeof answer)
      return other_reap(replicas, i, 0, error);
  return STATUS_OK;
}

/* A process that has ended is told of by SIGCHLD. */
void replicas_hand_on(void *context, const struct publication *publication) {
  const struct replicas *replicas = context;
  for (size_t i = 0; i < others_count(replicas); i++)
    send(replicas->others[i].line, publication, sizeof *publication, MSG_NOSIGNAL);
}

enum status replicas_look(struct replicas *replicas, struct error *error) {
  for (size_t i = 0; i < others_count(replicas); i++) {
    enum status status = other_reap(replicas, i, WNOHANG, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

void replicas_end(struct replicas *replicas) {
  if (!replicas)
    return;
  for (size_t i = 0; i < others_count(replicas); i++)
    line_close(&replicas->others[i].line);
  for (size_t i = 0; i < others_count(replicas); i++)
    if (replicas->others[i].pid > 0)
      waitpid(replicas->others[i].pid, NULL, 0);
  line_close(&replicas->first);
  free(replicas);
}

/* --- the others ------------------------------------------------------------------------ */

bool replicas_await_port(struct replicas *replicas, uint16_t *port) {
  uint64_t wanted;
  if (recv(replicas->first, &wanted, sizeof wanted, 0) != sizeof wanted)
    return false;
  *port = (uint16_t)wanted;
  return true;
}

void replicas_say_listening(struct replicas *replicas) {
  send(replicas->first, "", 1, MSG_NOSIGNAL);
}

void replicas_follow(struct replicas *replicas, struct hub *hub) {
  struct publication message;
  for (;;) {
    ssize_t got = recv(replicas->first, &message, sizeof message, 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got != sizeof message)
      return;
    uint64_t seq;
    if (hub_publish(hub, message.channel, ORIGIN_PUBLISHER, message.due_ns, message.sent_ns, NULL,
                    message.data_bytes, &seq) != STATUS_OK)
      log_error("no memory for a message: those behind it have wrong numbers");
  }
}

/* --- start ------------------------------------------------------------------------------ */

static void other_begin(struct replicas *replicas, uint32_t process, int line) {
  for (uint32_t i = 0; i + 1 < process; i++)
    line_close(&replicas->others[i].line);
  *replicas =
      (struct replicas){.process = process, .processes = replicas->processes, .first = line};
}

/* Returns in both processes. */
static enum status other_fork(struct replicas *replicas, uint32_t process, struct error *error) {
  enum { QUEUE_BYTES = 4 << 20 }; /* of publications that a process has not taken yet */
  const int queue_bytes = QUEUE_BYTES;
  const struct forked_name name = {"pushbench-server", process, replicas->processes};
  struct forked forked;
  enum status status = forked_start(&name, SOCK_SEQPACKET, &forked, error);
  if (status != STATUS_OK)
    return status;
  if (forked.pid == 0) {
    other_begin(replicas, process, forked.line);
    return STATUS_OK;
  }
  setsockopt(forked.line, SOL_SOCKET, SO_SNDBUF, &queue_bytes, sizeof queue_bytes);
  replicas->others[process - 1] = (struct replica){.pid = forked.pid, .line = forked.line};
  return STATUS_OK;
}

enum status replicas_start(uint32_t processes, struct replicas **out, struct error *error) {
  CONTRACT(processes > 0 && processes <= FORKED_PROCESSES_MAX);
  *out = NULL;
  if (processes == 1)
    return STATUS_OK;
  struct replicas *replicas = calloc(1, sizeof *replicas);
  if (!replicas)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %u server processes",
                     (unsigned)processes);
  replicas->processes = processes;
  replicas->first = -1;
  for (size_t i = 0; i < FORKED_PROCESSES_MAX - 1; i++)
    replicas->others[i].line = -1;
  for (uint32_t process = 1; process < processes && replicas->process == 0; process++) {
    enum status status = other_fork(replicas, process, error);
    if (status != STATUS_OK) {
      replicas_end(replicas);
      return status;
    }
  }
  *out = replicas;
  return STATUS_OK;
}
