/* Goes through the schedule of each user. */
#include "bench/judge/drawn.h"

#include <math.h>
#include <stdlib.h>

#include "common/stats/age.h"

/* Due times of the messages of one channel, from the epoch to the phase's end. */
struct channel {
  uint64_t *due_ns;
  size_t count, capacity;
};

static bool channel_add(struct channel *channel, uint64_t due_ns) {
  if (channel->count == channel->capacity) {
    size_t capacity = channel->capacity ? 2 * channel->capacity : 64;
    uint64_t *grown = realloc(channel->due_ns, capacity * sizeof *grown);
    if (!grown)
      return false;
    channel->due_ns = grown;
    channel->capacity = capacity;
  }
  channel->due_ns[channel->count++] = due_ns;
  return true;
}

static int due_compare(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

/* `into` is the channel of a writer, whose schedule has one channel; NULL: the schedule's own
 * channels. */
static bool schedule_follow(struct channel *channels, struct channel *into,
                            const struct schedule_plan *plan, uint64_t end_ns) {
  struct schedule schedule;
  schedule_init(&schedule, plan);
  for (;;) {
    struct due due = schedule_next(&schedule);
    if (due.offset_ns >= end_ns) /* the offset may be "never" */
      return true;
    if (!channel_add(into ? into : &channels[due.channel], due.offset_ns))
      return false;
  }
}

static bool channels_fill(struct channel *channels, const struct drawn_plan *plan) {
  const struct workload *workload = &plan->workload;
  struct schedule_plan server = workload_schedule_of_server(workload, &plan->load);
  if (!schedule_follow(channels, NULL, &server, plan->end_ns))
    return false;
  for (uint64_t user = 0; user < workload->users; user++) {
    struct schedule_plan writer = workload_schedule_of_writer(&plan->load, user);
    if (workload_writes(workload, user) &&
        !schedule_follow(channels, &channels[workload_channel_of(workload, user)], &writer,
                         plan->end_ns))
      return false;
  }
  for (uint64_t i = 0; i < workload->channels; i++)
    if (channels[i].count > 0)
      qsort(channels[i].due_ns, channels[i].count, sizeof *channels[i].due_ns, due_compare);
  return true;
}

/* ---- one user ---- */

struct course {
  const struct drawn_plan *plan;
  struct drawn *out;
  struct age *age;
  double wait_ns; /* sum over all messages of the phase */
};

static void message_take(struct course *course, struct age_view *view, uint64_t due_ns,
                         uint64_t at_ns) {
  if (due_ns >= course->plan->start_ns) {
    course->out->received++;
    course->wait_ns += (double)(at_ns - due_ns);
  }
  age_receive(course->age, view, due_ns + 1, at_ns + 1); /* 0 stands for nothing yet */
}

/* Polls go on until the user has every message of the phase. */
static void poll_all(struct course *course, const struct channel *channel, uint64_t phase_ns) {
  const struct drawn_plan *plan = course->plan;
  struct age_view view = {0};
  size_t next = 0;
  for (uint64_t asked_ns = phase_ns; asked_ns < plan->end_ns || next < channel->count;
       asked_ns += plan->interval_ns) {
    uint64_t at_ns = asked_ns + plan->up_ns;
    size_t taken = 0;
    while (next < channel->count && channel->due_ns[next] <= at_ns &&
           !(plan->singly && taken == 1)) {
      message_take(course, &view, channel->due_ns[next++], at_ns);
      taken++;
    }
    if (asked_ns >= plan->counted_start_ns && asked_ns < plan->counted_end_ns) {
      course->out->polls++;
      course->out->empty += taken == 0;
    }
  }
  age_finish(course->age, &view);
}

static void hear_all(struct course *course, const struct channel *channel) {
  struct age_view view = {0};
  for (size_t i = 0; i < channel->count; i++)
    message_take(course, &view, channel->due_ns[i], channel->due_ns[i]);
  age_finish(course->age, &view);
}

/* ---- all users ---- */

static double steps_of(const struct drawn_plan *plan) {
  const struct workload *workload = &plan->workload;
  double end_s = (double)plan->end_ns / 1e9;
  double writers = (double)workload_writers(workload);
  double sources = writers > 0 ? writers : (double)workload->channels;
  double heard = plan->load.rate_per_s * end_s * (double)workload->users *
                 fmax(1, sources / (double)workload->channels);
  double polls = plan->interval_ns > 0
                     ? (double)workload->users * (double)plan->end_ns / (double)plan->interval_ns
                     : 0;
  /* a queue that grows is followed to its end */
  return plan->load.rate_per_s * end_s * sources + heard + polls + (plan->singly ? heard : 0);
}

static void users_follow(const struct drawn_plan *plan, const struct channel *channels,
                         struct age *age, struct drawn *out) {
  const struct workload *workload = &plan->workload;
  struct course course = {.plan = plan, .out = out, .age = age};
  for (uint64_t i = 0; i < workload->channels; i++)
    for (size_t j = 0; j < channels[i].count; j++)
      out->published += channels[i].due_ns[j] >= plan->start_ns;
  for (uint64_t user = 0; user < workload->users; user++) {
    const struct channel *channel = &channels[workload_channel_of(workload, user)];
    if (plan->interval_ns > 0)
      poll_all(&course, channel, workload_poll_phase_ns(plan->load.seed, user, plan->interval_ns));
    else
      hear_all(&course, channel);
  }
  out->wait_mean_ns = out->received > 0 ? course.wait_ns / (double)out->received : NAN;
  out->age_mean_ns = age->time_ns > 0 ? age_mean_ns(age) : NAN;
}

bool drawn_of(const struct drawn_plan *plan, struct drawn *out) {
  struct channel *channels = NULL;
  struct age age;
  *out = (struct drawn){.wait_mean_ns = NAN, .age_mean_ns = NAN};
  if (!(steps_of(plan) <= DRAWN_STEPS_MAX) || age_init(&age) != STATUS_OK)
    return false;
  age.start_ns = plan->start_ns + 1; /* message_take adds 1 to all instants */
  age.end_ns = plan->end_ns + 1;
  channels = calloc(plan->workload.channels, sizeof *channels);
  bool good = channels && channels_fill(channels, plan);
  if (good)
    users_follow(plan, channels, &age, out);
  for (uint64_t i = 0; channels && i < plan->workload.channels; i++)
    free(channels[i].due_ns);
  free(channels);
  age_release(&age);
  return good;
}
