/* Computes quotients and differences. */
#include "bench/judge/arithmetic.h"

#include <math.h>

#include "common/base/clock.h"

static const double us_per_s = 1e6, ms_per_s = 1e3, s_per_hour = 3600;

static double ratio(double part, double whole) {
  return whole > 0 ? part / whole : NAN;
}

/* 0 for a count that some transports do not have. */
static double known(double count) {
  return isnan(count) ? 0 : count;
}

static void requests_of(struct arithmetic *out, const struct user_counts *counts) {
  out->requests_per_message = ratio(counts->requests, counts->received);
  out->empty_per_message = ratio(counts->empty, counts->received);
  out->useful_per_message = ratio(counts->requests - counts->empty, counts->received);
  out->empty_share = ratio(counts->empty, counts->answered);
  out->requests_per_s = ratio(counts->requests, counts->seconds);
}

static void bytes_of(struct arithmetic *out, const struct user_counts *counts) {
  double text = counts->payload + known(counts->payload_up);
  double saved = known(counts->saved_up) + known(counts->saved_down);
  double protocol = counts->protocol_up + counts->protocol_down;
  double tls = known(counts->tls_up) + known(counts->tls_down);
  double wire = counts->wire_up + counts->wire_down;
  out->text_per_message = ratio(text, counts->received);
  out->envelope_per_message = ratio(counts->payload - counts->data, counts->received);
  out->saved_per_message = ratio(saved, counts->received);
  out->payload_per_message = ratio(text - saved, counts->received);
  out->protocol_per_message = ratio(protocol, counts->received);
  out->tls_per_message = ratio(tls, counts->received);
  out->tcpip_per_message = ratio(wire - (text - saved + protocol + tls), counts->received);
  out->wire_per_message = ratio(wire, counts->received);
  out->protocol_per_s = ratio(protocol, counts->seconds);
  out->head_per_s = ratio(counts->head_up + counts->head_down, counts->seconds);
  out->wire_per_s = ratio(wire, counts->seconds);
}

/* The cost of one user in an hour of the schedule, which time_scale makes as many times shorter. It
 * is most useful where no message is sent. */
static void user_hours_of(struct arithmetic *out, const struct arithmetic_input *input) {
  const struct user_counts *counts = &input->counts;
  double hours_of_users = input->users * input->time_scale / s_per_hour;
  double counted_hours = hours_of_users * counts->seconds;
  out->requests_per_user_hour = ratio(counts->requests, counted_hours);
  out->wire_per_user_hour = ratio(counts->wire_up + counts->wire_down, counted_hours);
  out->idle_wire_per_user_hour = input->published > 0 ? NAN : out->wire_per_user_hour;
  out->radio_wakeups_per_user_hour = ratio(input->radio_wakeups, hours_of_users * input->phase_s);
  out->cpu_ms_per_user_hour = ratio(out->cpu_s * ms_per_s, hours_of_users * out->cpu_window_s);
  out->watched_share = ratio(input->watched_s, input->users * input->phase_s);
}

static double span_s(double start_ns, double end_ns) {
  return (end_ns - start_ns) / (double)NS_PER_S;
}

static void window_of(struct arithmetic *out, const struct arithmetic_input *input) {
  const struct server_reading *start = &input->start, *end = &input->end;
  out->cpu_s = out->cpu_window_s = out->cpu_window_apart_s = NAN;
  out->context_switches = out->connections_held = out->rss_end_bytes = NAN;
  if (!start->known || !end->known)
    return;
  out->cpu_s = end->cpu_s - start->cpu_s;
  out->cpu_window_s = span_s((double)start->at_ns, (double)end->at_ns);
  out->cpu_window_apart_s = fabs(span_s(input->counted_start_ns, (double)start->at_ns)) +
                            fabs(span_s(input->counted_end_ns, (double)end->at_ns));
  /* threads that ended in between took their counts with them */
  if (end->context_switches >= start->context_switches)
    out->context_switches = (double)(end->context_switches - start->context_switches);
  /* once everything has arrived, users leave while the sockets are counted */
  out->connections_held = fmax((double)start->sockets, (double)end->sockets);
  out->rss_end_bytes = (double)end->rss_bytes;
}

static void memory_of(struct arithmetic *out, const struct arithmetic_input *input) {
  out->rss_start_bytes = input->before.known ? (double)input->before.rss_bytes : NAN;
  out->rss_growth_per_user_bytes = ratio(out->rss_end_bytes - out->rss_start_bytes, input->users);
  out->threads_per_client = ratio(input->threads_peak, input->users);
  out->messages_per_write = ratio(input->handed_out, input->writes);
}

struct arithmetic arithmetic_of(const struct arithmetic_input *input) {
  struct arithmetic out;
  requests_of(&out, &input->counts);
  bytes_of(&out, &input->counts);
  window_of(&out, input);
  out.cpu_us_per_message = ratio(out.cpu_s * us_per_s, input->counts.received);
  user_hours_of(&out, input);
  memory_of(&out, input);
  out.lost_share = ratio(input->lost, input->expected);
  return out;
}
