/* The table of the kinds, and how faults are written. */
#include "common/suite/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/base/whole.h"
#include "common/suite/options.h"

const struct fault_facts fault_kinds[FAULT_KINDS] = {
    [FAULT_KILL_SERVER] = {.name = "kill_server",
                           .words = "server killed",
                           .actors = FAULT_BY_RUNNER,
                           .lasts = true,
                           .applies = APPLIES_CLIENT | APPLIES_TRANSPORTS},
    [FAULT_FREEZE_SERVER] = {.name = "freeze_server",
                             .words = "server frozen",
                             .actors = FAULT_BY_RUNNER,
                             .lasts = true,
                             .applies = APPLIES_CLIENT | APPLIES_TRANSPORTS},
    [FAULT_DROP_CONNECTIONS] = {.name = "drop_connections",
                                .words = "connections reset",
                                .actors = FAULT_BY_SERVER,
                                .shared = true,
                                .applies = APPLIES_CLIENT | APPLIES_TRANSPORTS},
    [FAULT_SILENCE_CONNECTIONS] = {.name = "silence_connections",
                                   .words = "packets vanish",
                                   .actors = FAULT_BY_CLIENT,
                                   .shared = true,
                                   .applies = APPLIES_CLIENT | APPLIES_TRANSPORTS},
    [FAULT_SLOW_READER] = {.name = "slow_reader",
                           .words = "users stop reading",
                           .actors = FAULT_BY_CLIENT,
                           .lasts = true,
                           .shared = true,
                           .applies = APPLIES_CLIENT | APPLIES_STREAMS | APPLIES_FRAMED,
                           .why = "a poll's user that does not read does not ask, and the server "
                                  "keeps nothing for it"},
    [FAULT_FLOOD] = {.name = "flood",
                     .words = "flood",
                     .actors = FAULT_BY_SERVER,
                     .counted = true,
                     .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS},
    [FAULT_REFUSE] = {.name = "refuse",
                      .words = "accepting stops",
                      .actors = FAULT_BY_SERVER,
                      .lasts = true,
                      .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS},
    [FAULT_CUT_NETWORK] = {.name = "cut_network",
                           .words = "network cut",
                           .actors = FAULT_BY_LINK,
                           .lasts = true,
                           .shared = true,
                           .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS},
    [FAULT_CHANGE_ADDRESS] = {.name = "change_address",
                              .words = "addresses change",
                              .actors = FAULT_BY_LINK | FAULT_BY_CLIENT,
                              .shared = true,
                              .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS},
    [FAULT_RESTART_PROXY] = {.name = "restart_proxy",
                             .words = "proxy down",
                             .actors = FAULT_BY_RUNNER,
                             .lasts = true,
                             .proxied = true,
                             .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS},
    [FAULT_RELOAD_PROXY] = {.name = "reload_proxy",
                            .words = "proxy reloaded",
                            .actors = FAULT_BY_RUNNER,
                            .proxied = true,
                            .applies = APPLIES_NETWORK | APPLIES_TRANSPORTS},
};

/* The length of at, for, share and messages, as fault_write writes them. */
enum { NUMBERS_BYTES_MAX = 4 * 17 };

void fault_kinds_check(const struct fault_facts table[static FAULT_KINDS]) {
  const unsigned anybody = FAULT_BY_RUNNER | FAULT_BY_SERVER | FAULT_BY_CLIENT | FAULT_BY_LINK;
  for (int i = 0; i < FAULT_KINDS; i++) {
    const struct fault_facts *facts = &table[i];
    CONTRACT(facts->name);
    CONTRACT_OF(facts->name, strlen(facts->name) + NUMBERS_BYTES_MAX < FAULT_TEXT_BYTES);
    CONTRACT_OF(facts->name, facts->words);
    CONTRACT_OF(facts->name, facts->actors != 0 && (facts->actors & ~anybody) == 0);
    CONTRACT_OF(facts->name, facts->applies & APPLIES_ENGINES);
    CONTRACT_OF(facts->name,
                (facts->applies & APPLIES_TRANSPORTS) == APPLIES_TRANSPORTS || facts->why);
    for (int before = 0; before < i; before++)
      CONTRACT_OF(facts->name, strcmp(table[before].name, facts->name) != 0);
  }
}

int fault_kind_named(const char *name) {
  for (int i = 0; i < FAULT_KINDS; i++)
    if (strcmp(fault_kinds[i].name, name) == 0)
      return i;
  return -1;
}

/* --- on a command line ---------------------------------------------------------------- */

void fault_write(const struct fault *fault, char *out) {
  const struct fault_facts *facts = &fault_kinds[fault->kind];
  int used = snprintf(out, FAULT_TEXT_BYTES, "%s@%.9g", facts->name, fault->at_s);
  if (facts->lasts)
    used += snprintf(out + used, FAULT_TEXT_BYTES - (size_t)used, "+%.9g", fault->for_s);
  if (facts->shared)
    used += snprintf(out + used, FAULT_TEXT_BYTES - (size_t)used, "*%.9g", fault->share);
  if (facts->counted)
    snprintf(out + used, FAULT_TEXT_BYTES - (size_t)used, "=%llu",
             (unsigned long long)fault->messages);
}

/* The number behind `sign` at *at, which moves behind it; false when there is none. */
static bool number_read(const char **at, char sign, double *out) {
  char *end;
  if (**at != sign)
    return false;
  double value = strtod(*at + 1, &end);
  if (end == *at + 1 || !(value >= 0) || value > 1e9)
    return false;
  *at = end;
  *out = value;
  return true;
}

static bool fault_read(const char *text, struct fault *out) {
  char name[FAULT_TEXT_BYTES];
  size_t bytes = strcspn(text, "@");
  double messages = 0;
  if (bytes >= sizeof name)
    return false;
  memcpy(name, text, bytes);
  name[bytes] = '\0';
  int kind = fault_kind_named(name);
  if (kind < 0)
    return false;
  const struct fault_facts *facts = &fault_kinds[kind];
  struct fault fault = {.kind = (enum fault_kind)kind, .share = 1};
  text += bytes;
  if (!number_read(&text, '@', &fault.at_s) ||
      (facts->lasts && !number_read(&text, '+', &fault.for_s)) ||
      (facts->shared && !number_read(&text, '*', &fault.share)) ||
      (facts->counted && !number_read(&text, '=', &messages)) || *text != '\0')
    return false;
  fault.messages = whole_of(messages);
  *out = fault;
  return true;
}

enum status faults_read(const char *text, struct faults *out, struct error *error) {
  struct faults faults = {.count = 0};
  while (*text != '\0') {
    char item[FAULT_TEXT_BYTES];
    size_t bytes = strcspn(text, ",");
    snprintf(item, sizeof item, "%.*s", (int)bytes, text);
    if (faults.count == FAULTS_MAX)
      return error_set(error, STATUS_USAGE, "more than %d faults", FAULTS_MAX);
    if (bytes >= sizeof item || !fault_read(item, &faults.items[faults.count]))
      return error_set(error, STATUS_USAGE, "'%s' is no fault: KIND@AT+FOR*SHARE=MESSAGES", item);
    faults.count++;
    text += bytes;
    text += *text == ',';
  }
  *out = faults;
  return STATUS_OK;
}

enum status faults_check(const struct faults *faults, double duration_s, struct error *error) {
  double end_s = 0;
  for (size_t i = 0; i < faults->count; i++) {
    const struct fault *fault = &faults->items[i];
    const char *name = fault_kinds[fault->kind].name;
    if (i > 0 && fault->at_s <= end_s)
      return error_set(error, STATUS_USAGE,
                       "%s at %g s overlaps with %s, which is there until %g s: faults follow one "
                       "another, in the order of at_s",
                       name, fault->at_s, fault_kinds[faults->items[i - 1].kind].name, end_s);
    end_s = fault->at_s + fault->for_s;
    if (end_s >= duration_s)
      return error_set(error, STATUS_USAGE,
                       "%s lasts until %g s, but the measured phase ends at %g s: raise duration_s",
                       name, end_s, duration_s);
  }
  return STATUS_OK;
}

/* --- on standard input ------------------------------------------------------------------ */

void fault_command_write(const struct fault_command *command, char *out) {
  snprintf(out, FAULT_COMMAND_BYTES, "%s %s %.9g %llu\n", fault_kinds[command->kind].name,
           command->on ? "on" : "off", command->share, (unsigned long long)command->messages);
}

bool fault_command_read(const char *line, struct fault_command *out) {
  char name[FAULT_COMMAND_BYTES];
  size_t bytes = strcspn(line, " ");
  if (bytes >= sizeof name || line[bytes] == '\0')
    return false;
  memcpy(name, line, bytes);
  name[bytes] = '\0';
  int kind = fault_kind_named(name);
  const char *at = line + bytes + 1;
  bool on = strncmp(at, "on ", 3) == 0;
  if (kind < 0 || (!on && strncmp(at, "off ", 4) != 0))
    return false;
  at += on ? 2 : 3;
  double share = 0, messages = 0;
  if (!number_read(&at, ' ', &share) || !number_read(&at, ' ', &messages) ||
      (*at != '\0' && *at != '\n'))
    return false;
  *out = (struct fault_command){
      .kind = (enum fault_kind)kind, .on = on, .share = share, .messages = whole_of(messages)};
  return true;
}
