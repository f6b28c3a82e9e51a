/* The table of the kinds of reasons. */
#include "bench/judge/reasons.h"

#include <string.h>

#include "common/base/contract.h"

const struct reason_entry reason_table[REASON_KINDS] = {
    [REASON_OUTCOME] = {"outcome", "it did not end well", true},
    [REASON_MESSAGES_LOST] = {"messages_lost", "messages lost", true},
    [REASON_MESSAGES_DAMAGED] = {"messages_damaged", "messages damaged", true},
    [REASON_LEDGER_SUM] = {"ledger.sum", "the ledger does not add up", true},
    [REASON_LEDGER_PARTS] = {"ledger.parts", "the ledger contradicts itself", true},
    [REASON_NOT_PUBLISHED] = {"not_published", "messages not published", true},
    [REASON_PAIRS_INCOMPLETE] = {"pairs_incomplete", "pairs miss messages", true},
    [REASON_PUBLISHED_SEEN] = {"counts.seen", "users saw other messages", true},
    [REASON_PUBLISHED_WHOLE] = {"counts.published", "fewer messages published", true},
    [REASON_HANDED_OUT] = {"counts.handed_out", "more received than handed out", true},
    [REASON_CONNECTIONS_FAILED] = {"connections.failed", "connections failed", true},
    [REASON_CONNECTIONS_LOST] = {"connections.lost", "connections lost", true},
    [REASON_NO_DESCRIPTOR] = {"limits.descriptors", "out of descriptors", true},
    [REASON_NO_PORT] = {"limits.ports", "out of local ports", true},
    [REASON_EARLY] = {"clock.early", "messages came before they were due", true},
    [REASON_SUSPENDED] = {"clock.suspended", "the machine was suspended", true},
    [REASON_RANGE_LATENCY] = {"range.latency", "latencies out of range", true},
    [REASON_RANGE_ACK] = {"range.ack", "acknowledgement times out of range", true},
    [REASON_RANGE_PUBLISH_LAG] = {"range.publish_lag", "publisher's lags out of range", true},
    [REASON_RANGE_LOOP_LAG] = {"range.loop_lag", "loop's lags out of range", true},
    [REASON_RANGE_NOISE_SERVER] = {"range.noise_server", "noise out of range", true},
    [REASON_RANGE_NOISE_CLIENT] = {"range.noise_client", "noise out of range", true},
    [REASON_PAYLOAD_LENGTH] = {"payload_length", "texts of an impossible length", true},
    [REASON_OTHER_CLOCK] = {"clock.other", "the server's clock is another", false},
    [REASON_WALL_CLOCK] = {"clock.wall", "the wall clock jumped", false},
    [REASON_CLIENT_PROCESSOR] = {"client_processor", "the client's processor was busy", false},
    [REASON_CLIENT_LOOP] = {"late.client_loop", "the client's loop was late", false},
    [REASON_PUBLISHER] = {"late.publisher", "the publisher was late", false},
    [REASON_NOISE_SERVER] = {"noise.server", "the server's processor was taken away", false},
    [REASON_NOISE_CLIENT] = {"noise.client", "the client's processor was taken away", false},
    [REASON_OTHERS_SERVER] = {"other_programs.server", "other programs, server's processor", false},
    [REASON_OTHERS_CLIENT] = {"other_programs.client", "other programs, client's processor", false},
    [REASON_LINK_LATE] = {"link.late", "the link was late", false},
    [REASON_LINK_OVERFLOWED] = {"link.overflowed", "the link dropped packets by itself", false},
    [REASON_NOT_READY] = {"not_ready", "users not ready", false},
    [REASON_NOT_SETTLED] = {"not_settled", "it had not settled", false},
    [REASON_WARMUP_SHORT] = {"warmup_short", "a warm-up shorter than the interval", false},
    [REASON_DUPLICATED] = {"messages_duplicated", "messages came twice", false},
    [REASON_REORDERED] = {"messages_reordered", "messages out of order", false},
    [REASON_PUBLISHED_TWICE] = {"published_twice", "messages published twice", false},
    [REASON_REQUESTS_FAILED] = {"requests_failed", "requests failed", false},
    [REASON_BYTES_DIFFER] = {"bytes", "bytes differ from the kernel's count", false},
    [REASON_CPU_WINDOW] = {"cpu_window", "processor time of another span", false},
    [REASON_MODEL_LATENCY] = {"model.latency", "latency off the model", false},
    [REASON_MODEL_REQUESTS] = {"model.requests", "requests off the model", false},
    [REASON_MODEL_EMPTY] = {"model.empty", "empty share off the model", false},
    [REASON_MODEL_PROTOCOL_BYTES] = {"model.protocol_bytes", "protocol bytes off the model", false},
    [REASON_MODEL_WIRE_BYTES] = {"model.wire_bytes", "wire bytes off the model", false},
    [REASON_MODEL_AGE] = {"model.age", "age off the model", false},
};

void reasons_check(const struct reason_entry table[static REASON_KINDS]) {
  for (int i = 0; i < REASON_KINDS; i++) {
    const struct reason_entry *entry = &table[i];
    CONTRACT(entry->name);
    CONTRACT_OF(entry->name, entry->words);
    CONTRACT_OF(entry->name, i == 0 || table[i - 1].invalid || !entry->invalid);
    for (int before = 0; before < i; before++)
      CONTRACT_OF(entry->name, strcmp(table[before].name, entry->name) != 0);
  }
}

enum reason_kind reason_named(const char *name) {
  int kind = 0;
  while (kind < REASON_KINDS && !(name && strcmp(reason_table[kind].name, name) == 0))
    kind++;
  return (enum reason_kind)kind;
}
