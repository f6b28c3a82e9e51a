/* Notes between the first process and each other, over a pair of sockets. */
#include "clients/run/crew.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/contract.h"
#include "common/base/forked.h"
#include "common/base/log.h"

enum note_kind { NOTE_READY, NOTE_FAILED, NOTE_SHARE, NOTE_START, NOTE_INTERRUPT, NOTE_COMMAND };

/* A note's head; `bytes` of text follow. */
struct note {
  uint64_t kind, number, bytes;
};

/* The end of a pair of sockets, with what has come on it. */
struct line {
  int descriptor; /* -1: closed */
  struct loop_io *io;
  char *bytes;
  size_t count, capacity;
};

/* Another process, as the first sees it. */
struct member {
  struct crew *crew;
  uint32_t process;
  pid_t pid; /* 0: waited for */
  struct line line;
  bool connected; /* its users are ready, or their time is up */
  uint64_t ready; /* of its users */
  bool stopped;
  char *share; /* NULL: not arrived */
  size_t share_bytes;
};

struct crew {
  uint32_t process, processes;
  const struct crew_observer *observer;
  struct member
      members[FORKED_PROCESSES_MAX - 1]; /* of the first; process 1 is the first of them */
  struct line first;                     /* of the others: to the first */
  char failure[ERROR_TEXT_BYTES];
};

uint32_t crew_process(const struct crew *crew) {
  return crew ? crew->process : 0;
}

uint32_t crew_processes(const struct crew *crew) {
  return crew ? crew->processes : 1;
}

/* --- lines -------------------------------------------------------------------------- */

static void line_close(struct line *line) {
  loop_io_destroy(line->io);
  if (line->descriptor >= 0)
    close(line->descriptor);
  free(line->bytes);
  *line = (struct line){.descriptor = -1};
}

static bool send_all(int descriptor, const void *bytes, size_t count) {
  const char *at = bytes;
  while (count > 0) {
    ssize_t sent = send(descriptor, at, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent <= 0)
      return false;
    at += sent;
    count -= (size_t)sent;
  }
  return true;
}

static bool note_send(const struct line *line, enum note_kind kind, uint64_t number,
                      const char *bytes, size_t count) {
  const struct note note = {.kind = kind, .number = number, .bytes = count};
  return line->descriptor >= 0 && send_all(line->descriptor, &note, sizeof note) &&
         send_all(line->descriptor, bytes, count);
}

/* Room for a note of that size, and some more. */
static bool line_reserve(struct line *line, size_t needed) {
  enum { SPARE_BYTES = 64 << 10 };
  if (line->capacity >= needed)
    return true;
  size_t capacity = needed + SPARE_BYTES;
  char *bytes = realloc(line->bytes, capacity);
  if (!bytes)
    return false;
  line->bytes = bytes;
  line->capacity = capacity;
  return true;
}

/* The note at the front; false where not all of it has come. */
static bool line_front(struct line *line, struct note *note) {
  if (line->count < sizeof *note)
    return false;
  memcpy(note, line->bytes, sizeof *note);
  return line->count - sizeof *note >= note->bytes;
}

/* Reads what has come, and hands on each whole note with its text, which is NUL-terminated. False
 * where the other end is closed. */
static bool line_read(struct line *line,
                      void (*take)(void *owner, const struct note *note, char *text), void *owner) {
  struct note note = {.bytes = 0};
  if (line->count >= sizeof note)
    memcpy(&note, line->bytes, sizeof note);
  if (!line_reserve(line, sizeof note + note.bytes + 1))
    return false;
  ssize_t got = recv(line->descriptor, line->bytes + line->count, line->capacity - line->count - 1,
                     MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
    return false;
  line->count += got > 0 ? (size_t)got : 0;
  while (line_front(line, &note)) {
    size_t whole = sizeof note + note.bytes;
    char *end = line->bytes + whole;
    char behind = *end;
    *end = '\0';
    take(owner, &note, line->bytes + sizeof note);
    if (line->descriptor < 0) /* the taker has closed it */
      return true;
    *end = behind;
    memmove(line->bytes, end, line->count - whole);
    line->count -= whole;
  }
  return true;
}

static enum status line_watch(struct line *line, struct loop *loop,
                              void (*heard)(void *owner, unsigned events), void *owner,
                              struct error *error) {
  line->io = loop_io_create(loop, line->descriptor, heard, owner);
  if (!line->io)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the client's processes");
  loop_io_set(line->io, LOOP_READ);
  return STATUS_OK;
}

/* --- the first: notes of the others ------------------------------------------------- */

static size_t member_count(const struct crew *crew) {
  return crew && crew->process == 0 ? crew->processes - 1 : 0;
}

static void failure_note(struct crew *crew, const char *text) {
  if (!*crew->failure)
    snprintf(crew->failure, sizeof crew->failure, "%s", text);
}

static void share_take(struct member *member, const char *bytes, size_t count) {
  member->share = malloc(count > 0 ? count : 1);
  if (!member->share) {
    log_error("no memory for what client process %u has measured", (unsigned)member->process + 1);
    return;
  }
  memcpy(member->share, bytes, count);
  member->share_bytes = count;
}

static void failed_say(const struct member *member, const char *text) {
  const struct crew *crew = member->crew;
  char said[ERROR_TEXT_BYTES];
  snprintf(said, sizeof said, "client process %u of %u: %.300s", (unsigned)member->process + 1,
           (unsigned)crew->processes, text);
  crew->observer->failed(crew->observer->owner, said);
}

static void member_take(void *owner, const struct note *note, char *text) {
  struct member *member = owner;
  struct crew *crew = member->crew;
  switch (note->kind) {
  case NOTE_READY:
    member->connected = true;
    member->ready = note->number;
    failure_note(crew, text);
    crew->observer->ready(crew->observer->owner);
    break;
  case NOTE_FAILED:
    failed_say(member, text);
    break;
  case NOTE_SHARE:
    share_take(member, text, note->bytes);
    crew->observer->arrived(crew->observer->owner);
    break;
  default:
    CONTRACT(note->kind == NOTE_READY);
  }
}

/* It has closed its end, so it has ended or is about to. */
static void member_ended(struct member *member) {
  char text[128];
  int status = 0;
  line_close(&member->line);
  bool told = waitpid(member->pid, &status, 0) == member->pid;
  member->pid = 0;
  if (member->share || member->stopped)
    return;
  member->stopped = true;
  if (told && WIFSIGNALED(status))
    snprintf(text, sizeof text, "ended by signal %d", WTERMSIG(status));
  else
    snprintf(text, sizeof text, "ended too early, with exit code %d",
             told ? WEXITSTATUS(status) : -1);
  failed_say(member, text);
}

static void member_heard(void *owner, unsigned events) {
  struct member *member = owner;
  (void)events;
  if (!line_read(&member->line, member_take, member))
    member_ended(member);
}

bool crew_waits(const struct crew *crew) {
  for (size_t i = 0; i < member_count(crew); i++) {
    const struct member *member = &crew->members[i];
    if (!member->connected && !member->share && !member->stopped)
      return true;
  }
  return false;
}

uint64_t crew_ready(const struct crew *crew) {
  uint64_t ready = 0;
  for (size_t i = 0; i < member_count(crew); i++)
    ready += crew->members[i].ready;
  return ready;
}

const char *crew_failure(const struct crew *crew) {
  return crew ? crew->failure : "";
}

/* One that cannot be told has ended, which the loop hears. */
static void members_say(struct crew *crew, enum note_kind kind, uint64_t number, const char *text) {
  for (size_t i = 0; i < member_count(crew); i++)
    note_send(&crew->members[i].line, kind, number, text, strlen(text));
}

void crew_say_start(struct crew *crew) {
  members_say(crew, NOTE_START, 0, "");
}

void crew_say_interrupt(struct crew *crew, uint64_t at_ns) {
  members_say(crew, NOTE_INTERRUPT, at_ns, "");
}

void crew_say_command(struct crew *crew, const char *line) {
  members_say(crew, NOTE_COMMAND, 0, line);
}

static void member_stop(struct member *member) {
  member->stopped = true;
  line_close(&member->line);
  if (member->pid <= 0)
    return;
  if (!member->share) /* one that has sent it ends by itself */
    kill(member->pid, SIGKILL);
  waitpid(member->pid, NULL, 0);
  member->pid = 0;
}

void crew_stop(struct crew *crew) {
  for (size_t i = 0; i < member_count(crew); i++)
    if (!crew->members[i].share)
      member_stop(&crew->members[i]);
}

bool crew_arrived(const struct crew *crew) {
  for (size_t i = 0; i < member_count(crew); i++)
    if (!crew->members[i].share && !crew->members[i].stopped)
      return false;
  return true;
}

const char *crew_share(const struct crew *crew, uint32_t process, size_t *bytes) {
  CONTRACT(process > 0 && process - 1 < member_count(crew));
  *bytes = crew->members[process - 1].share_bytes;
  return crew->members[process - 1].share;
}

/* --- the others: notes of the first -------------------------------------------------- */

static void first_take(void *owner, const struct note *note, char *text) {
  const struct crew *crew = owner;
  const struct crew_observer *observer = crew->observer;
  switch (note->kind) {
  case NOTE_START:
    observer->start(observer->owner);
    break;
  case NOTE_INTERRUPT:
    observer->interrupt(observer->owner, note->number);
    break;
  case NOTE_COMMAND:
    observer->command(observer->owner, text);
    break;
  default:
    CONTRACT(note->kind == NOTE_START);
  }
}

static void first_heard(void *owner, unsigned events) {
  struct crew *crew = owner;
  (void)events;
  if (line_read(&crew->first, first_take, crew))
    return;
  loop_io_set(crew->first.io, 0);
  crew->observer->abandoned(crew->observer->owner);
}

void crew_say_ready(struct crew *crew, uint64_t users, const char *failure) {
  note_send(&crew->first, NOTE_READY, users, failure, strlen(failure));
}

void crew_say_failed(struct crew *crew, const char *text) {
  note_send(&crew->first, NOTE_FAILED, 0, text, strlen(text));
}

enum status crew_send(struct crew *crew, const char *bytes, size_t count, struct error *error) {
  if (note_send(&crew->first, NOTE_SHARE, 0, bytes, count))
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "the first client process does not listen: %s",
                   strerror(errno));
}

/* --- start and end ------------------------------------------------------------------- */

/* The terminal's interrupts, and those to all processes of a group, are the first's. */
static void member_begin(struct crew *crew, uint32_t process, int to_first) {
  for (uint32_t i = 0; i + 1 < process; i++)
    line_close(&crew->members[i].line);
  *crew = (struct crew){
      .process = process, .processes = crew->processes, .first = {.descriptor = to_first}};
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
}

/* Returns in both processes; crew->process tells which it is. */
static enum status member_fork(struct crew *crew, uint32_t process, struct error *error) {
  const struct forked_name name = {"pushbench-client", process, crew->processes};
  struct forked forked;
  enum status status = forked_start(&name, SOCK_STREAM, &forked, error);
  if (status != STATUS_OK)
    return status;
  if (forked.pid == 0)
    member_begin(crew, process, forked.line);
  else
    crew->members[process - 1] = (struct member){
        .crew = crew, .process = process, .pid = forked.pid, .line = {.descriptor = forked.line}};
  return STATUS_OK;
}

enum status crew_start(uint32_t processes, struct crew **out, struct error *error) {
  CONTRACT(processes > 0 && processes <= FORKED_PROCESSES_MAX);
  *out = NULL;
  if (processes == 1)
    return STATUS_OK;
  struct crew *crew = calloc(1, sizeof *crew);
  if (!crew)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %u client processes",
                     (unsigned)processes);
  crew->processes = processes;
  crew->first.descriptor = -1;
  for (size_t i = 0; i < FORKED_PROCESSES_MAX - 1; i++)
    crew->members[i].line.descriptor = -1;
  for (uint32_t process = 1; process < processes && crew->process == 0; process++) {
    enum status status = member_fork(crew, process, error);
    if (status != STATUS_OK) {
      crew_destroy(crew);
      return status;
    }
  }
  *out = crew;
  return STATUS_OK;
}

void crew_destroy(struct crew *crew) {
  if (!crew)
    return;
  for (size_t i = 0; i < member_count(crew); i++) {
    member_stop(&crew->members[i]);
    free(crew->members[i].share);
  }
  line_close(&crew->first);
  free(crew);
}

enum status crew_watch(struct crew *crew, struct loop *loop, const struct crew_observer *observer,
                       struct error *error) {
  enum status status = STATUS_OK;
  if (!crew)
    return status;
  crew->observer = observer;
  if (crew->process > 0)
    return line_watch(&crew->first, loop, first_heard, crew, error);
  for (size_t i = 0; i < member_count(crew) && status == STATUS_OK; i++)
    status = line_watch(&crew->members[i].line, loop, member_heard, &crew->members[i], error);
  return status;
}
