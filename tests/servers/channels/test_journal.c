/* The journal: written and read back, cut off, corrupt, foreign; a server that continues. */
#include "tests/made_file.h"
#include "tests/servers/fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "servers/channels/hub.h"
#include "servers/channels/journal.h"
#include "servers/channels/publisher.h"

enum { FILE_BYTES_MAX = 4096, ENTRIES_MAX = 16 };

static size_t file_read(char bytes[static FILE_BYTES_MAX]) {
  FILE *file = fopen(made_path, "r");
  assert_non_null(file);
  size_t count = fread(bytes, 1, FILE_BYTES_MAX - 1, file);
  bytes[count] = '\0';
  fclose(file);
  return count;
}

static void file_write(const char *bytes, size_t count) {
  FILE *file = fopen(made_path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, count, file), count);
  fclose(file);
}

/* The messages that were restored. */
static struct {
  struct journal_entry entries[ENTRIES_MAX];
  char data[ENTRIES_MAX][32];
  size_t count;
} found;

static enum status entry_keep(void *context, const struct journal_entry *entry,
                              struct error *error) {
  (void)context;
  if (found.count == ENTRIES_MAX)
    return error_set(error, STATUS_CHECK, "one too many");
  memcpy(found.data[found.count], entry->message.data, entry->message.data_bytes);
  found.data[found.count][entry->message.data_bytes] = '\0';
  found.entries[found.count++] = *entry;
  return STATUS_OK;
}

static const struct journal_handler keeper = {.restore = entry_keep};

static void open_new(struct journal *journal) {
  struct error error = {{0}};
  found.count = 0;
  if (journal_open(journal, made_path, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  if (journal_restore(journal, &keeper, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

static void expect_refusal(const char *words) {
  struct journal journal;
  struct error error = {{0}};
  found.count = 0;
  enum status status = journal_open(&journal, made_path, &error);
  if (status == STATUS_OK) {
    status = journal_restore(&journal, &keeper, &error);
    journal_close(&journal);
  }
  assert_int_equal(status, STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, made_path));
  if (!strstr(error.text, words))
    fail_msg("no '%s' in '%s'", words, error.text);
}

static void append(struct journal *journal, uint64_t channel, uint64_t seq,
                   enum message_origin origin, const char *data) {
  const struct journal_entry entry = {
      .channel = channel,
      .message = {seq, seq * 1000, seq * 1000 + 7, data, strlen(data)},
      .origin = origin};
  assert_int_equal(journal_append(journal, &entry), STATUS_OK);
}

/* Writes the bytes of a journal with an epoch and three messages. */
static size_t file_of_three(char bytes[static FILE_BYTES_MAX]) {
  struct journal journal;
  open_new(&journal);
  assert_int_equal(journal_set_epoch(&journal, 500), STATUS_OK);
  append(&journal, 0, 1, ORIGIN_PUBLISHER, "one");
  append(&journal, 1, 1, ORIGIN_REQUEST, "");
  append(&journal, 0, 2, ORIGIN_PUBLISHER, "three and more");
  journal_close(&journal);
  return file_read(bytes);
}

static void appended_messages_are_restored(void **state) {
  (void)state;
  char bytes[FILE_BYTES_MAX];
  struct journal journal;
  file_of_three(bytes);
  open_new(&journal);
  assert_int_equal(journal.epoch_ns, 500);
  assert_int_equal(found.count, 3);
  assert_int_equal(found.entries[1].channel, 1);
  assert_int_equal(found.entries[1].origin, ORIGIN_REQUEST);
  assert_string_equal(found.data[1], "");
  assert_int_equal(found.entries[2].message.seq, 2);
  assert_int_equal(found.entries[2].message.due_ns, 2000);
  assert_int_equal(found.entries[2].message.sent_ns, 2007);
  assert_int_equal(found.entries[2].origin, ORIGIN_PUBLISHER);
  assert_string_equal(found.data[2], "three and more");
  journal_close(&journal);
}

static void an_empty_file_is_a_journal_without_epoch_and_messages(void **state) {
  (void)state;
  struct journal journal;
  open_new(&journal);
  assert_int_equal(journal.epoch_ns, 0);
  assert_int_equal(found.count, 0);
  journal_close(&journal);
}

static void a_last_line_that_is_cut_off_anywhere_is_dropped_and_written_again(void **state) {
  (void)state;
  char whole[FILE_BYTES_MAX];
  char again[FILE_BYTES_MAX];
  size_t bytes = file_of_three(whole);
  size_t last = (size_t)((char *)memrchr(whole, '\n', bytes - 1) + 1 - whole);
  for (size_t cut = last; cut < bytes; cut++) {
    struct journal journal;
    file_write(whole, cut);
    open_new(&journal);
    assert_int_equal(found.count, 2);
    append(&journal, 0, 2, ORIGIN_PUBLISHER, "three and more");
    journal_close(&journal);
    assert_int_equal(file_read(again), bytes);
    assert_string_equal(again, whole);
  }
}

static void a_first_line_that_is_cut_off_anywhere_is_begun_anew(void **state) {
  (void)state;
  char whole[FILE_BYTES_MAX];
  file_of_three(whole);
  size_t first = strcspn(whole, "\n");
  for (size_t cut = 0; cut <= first; cut++) {
    struct journal journal;
    file_write(whole, cut);
    open_new(&journal);
    assert_int_equal(found.count, 0);
    assert_int_equal(journal.epoch_ns, 0);
    append(&journal, 0, 1, ORIGIN_PUBLISHER, "one");
    journal_close(&journal);
    open_new(&journal);
    assert_int_equal(found.count, 1);
    journal_close(&journal);
  }
}

static void a_line_that_is_no_message_is_refused_with_its_number(void **state) {
  (void)state;
  static const char *const lines[] = {"",
                                      "0\t1\t1000\t1007\tpublisher",
                                      "0\t1\t1000\t1007\tsomebody\tone",
                                      "0\t1\t1000\tpublisher\tone",
                                      "0\t1\t-1\t1007\tpublisher\tone",
                                      "0\t01\t1000\t1007\tpublisher\tone",
                                      "0\t1\t99999999999999999999\t1007\tpublisher\tone",
                                      "0\t1\t1000\t1007\tpublisher\tone\ttwo",
                                      "0\t1\t1000\t1007\tpublisher\tquo\"te",
                                      "0\t1\t1000\t1007\tpublisher\tone\r"};
  char whole[FILE_BYTES_MAX];
  char text[FILE_BYTES_MAX];
  char after[FILE_BYTES_MAX];
  file_of_three(whole);
  int head = (int)strcspn(whole, "\n") + 1;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    int bytes = snprintf(text, sizeof text,
                         "%.*s0\t1\t1000\t1007\tpublisher\tone\n%s\n"
                         "0\t2\t1000\t1007\tpublisher\ttwo\n",
                         head, whole, lines[i]);
    file_write(text, (size_t)bytes);
    expect_refusal(":3: not a message");
    file_read(after);
    assert_string_equal(after, text);
  }
}

static void messages_that_are_not_restored_are_refused_with_their_line(void **state) {
  (void)state;
  char whole[FILE_BYTES_MAX];
  struct journal journal;
  struct error error = {{0}};
  file_of_three(whole);
  found.count = ENTRIES_MAX - 1;
  assert_int_equal(journal_open(&journal, made_path, &error), STATUS_OK);
  assert_int_equal(journal_restore(&journal, &keeper, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, ":3: one too many"));
  journal_close(&journal);
}

static void a_foreign_first_line_is_refused_and_left_alone(void **state) {
  (void)state;
  static const struct {
    const char *text, *words;
  } files[] = {
      {"precious", ":1: not the first line of a journal"},
      {"precious\nletters\n", ":1: not the first line of a journal"},
      {"pushbench-journal\t2\twhatever\n", ":1: of schema 2, this program reads 1"},
      {"pushbench-journal\t1\t500\tx\n", ":1: not the first line of a journal"},
      {"pushbench-journal\t1\t00000000000000000500\t00000000-0000-0000-0000-000000000000\n",
       ":1: from before the machine was started"},
  };
  char after[FILE_BYTES_MAX];
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    file_write(files[i].text, strlen(files[i].text));
    expect_refusal(files[i].words);
    file_read(after);
    assert_string_equal(after, files[i].text);
  }
}

static void a_journal_has_one_writer(void **state) {
  (void)state;
  struct journal journal;
  open_new(&journal);
  expect_refusal("another server writes it");
  journal_close(&journal);
}

static void a_file_that_cannot_be_opened_is_named(void **state) {
  (void)state;
  struct journal journal;
  struct error error = {{0}};
  assert_int_equal(journal_open(&journal, "/nowhere/journal", &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "/nowhere/journal"));
  assert_int_equal(journal_open(&journal, "/dev/null", &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "not a file"));
}

static void a_message_that_cannot_be_written_is_not_published(void **state) {
  (void)state;
  struct feed feed;
  struct journal journal;
  uint64_t seq = 0;
  open_new(&journal);
  int writable = journal.descriptor;
  journal.descriptor = open(made_path, O_RDONLY);
  assert_int_equal(feed_init(&feed, 0, 4, &kept_style), STATUS_OK);
  feed.journal = &journal;
  assert_int_equal(feed_publish(&feed, ORIGIN_REQUEST, 1, 1, "x", 1, &seq), STATUS_ENVIRONMENT);
  assert_int_equal(feed_newest(&feed), 0);
  close(journal.descriptor);
  journal.descriptor = writable;
  assert_int_equal(feed_publish(&feed, ORIGIN_REQUEST, 1, 1, "x", 1, &seq), STATUS_OK);
  assert_int_equal(feed_newest(&feed), 1);
  feed_release(&feed);
  journal_close(&journal);
}

/* --- a server that continues ---------------------------------------------------------- */

enum { HISTORY = 8, CHANNELS = 2 };

static struct schedule_plan plan = {.rate_per_s = 100,
                                    .arrival = ARRIVAL_POISSON,
                                    .seed = 3,
                                    .channels = CHANNELS,
                                    .payload_bytes = 8,
                                    .burst_messages = 1};

struct life {
  struct hub hub;
  struct publisher publisher;
  struct journal journal;
};

static enum status life_restore(void *context, const struct journal_entry *entry,
                                struct error *error) {
  struct life *life = context;
  enum status status = hub_restore(&life->hub, entry, error);
  if (status == STATUS_OK && entry->origin == ORIGIN_PUBLISHER)
    status = publisher_restore(&life->publisher, entry, error);
  return status;
}

static enum status life_begin(struct life *life, struct error *error) {
  assert_int_equal(hub_init(&life->hub, CHANNELS, HISTORY, &kept_style), STATUS_OK);
  assert_int_equal(publisher_start(&life->publisher, &life->hub, &plan, error), STATUS_OK);
  assert_int_equal(journal_open(&life->journal, made_path, error), STATUS_OK);
  const struct journal_handler handler = {.restore = life_restore, .context = life};
  publisher_resume(&life->publisher, life->journal.epoch_ns);
  enum status status = journal_restore(&life->journal, &handler, error);
  life->publisher.journal = &life->journal;
  hub_keep_journal(&life->hub, &life->journal);
  return status;
}

static void life_end(struct life *life) {
  publisher_stop(&life->publisher);
  publisher_release(&life->publisher);
  hub_release(&life->hub);
  journal_close(&life->journal);
}

static void life_wait_for(struct life *life, uint64_t channel, uint64_t seq) {
  atomic_bool cancelled = false;
  assert_true(feed_wait(hub_feed(&life->hub, channel), seq - 1, clock_now_ns() + 20 * NS_PER_S,
                        &cancelled));
}

/* All messages have been due for long, so the test waits for no due time. */
static uint64_t life_of_forty(struct life *life) {
  uint64_t epoch_ns = clock_now_ns() - 10 * NS_PER_S;
  uint64_t seq = 0;
  struct error error = {{0}};
  assert_int_equal(life_begin(life, &error), STATUS_OK);
  assert_int_equal(publisher_begin(&life->publisher, epoch_ns), epoch_ns);
  life_wait_for(life, 0, 20);
  assert_int_equal(hub_publish(&life->hub, 1, ORIGIN_REQUEST, epoch_ns, epoch_ns, "x", 1, &seq),
                   STATUS_OK);
  life_end(life);
  return epoch_ns;
}

static void a_server_goes_on_where_its_journal_ends(void **state) {
  (void)state;
  struct life life;
  struct error error = {{0}};
  uint64_t epoch_ns = life_of_forty(&life);
  uint64_t before = life.publisher.published;

  assert_int_equal(life_begin(&life, &error), STATUS_OK);
  assert_int_equal(publisher_state(&life.publisher).published, before);
  assert_int_equal(publisher_state(&life.publisher).epoch_ns, epoch_ns);
  assert_int_equal(feed_newest(hub_feed(&life.hub, 0)) + feed_newest(hub_feed(&life.hub, 1)),
                   before + 1);
  assert_int_equal(life.publisher.lag.count, before);
  assert_int_equal(publisher_begin(&life.publisher, clock_now_ns()), epoch_ns);
  life_wait_for(&life, 0, feed_newest(hub_feed(&life.hub, 0)) + 20);
  publisher_stop(&life.publisher);

  /* both together published the schedule, without a gap or a repetition */
  struct schedule schedule;
  schedule_init(&schedule, &plan);
  uint64_t seqs[CHANNELS] = {0};
  for (uint64_t i = 0; i < life.publisher.published; i++) {
    struct due due = schedule_next(&schedule);
    const struct feed *feed = hub_feed(&life.hub, due.channel);
    uint64_t number = seqs[due.channel]++;
    if (feed->due_ns[number] == epoch_ns && due.channel == 1)
      number = seqs[due.channel]++; /* the message of the request */
    assert_int_equal(feed->due_ns[number], epoch_ns + due.offset_ns);
  }
  publisher_release(&life.publisher);
  hub_release(&life.hub);
  journal_close(&life.journal);
}

static void a_journal_of_another_schedule_is_refused_with_its_line(void **state) {
  (void)state;
  struct life life;
  struct error error = {{0}};
  life_of_forty(&life);
  plan.seed++;
  assert_int_equal(life_begin(&life, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, ":2: the schedule has no such message"));
  life_end(&life);
  plan.seed--;
  plan.rate_per_s = 0;
  assert_int_equal(life_begin(&life, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, ":2: the schedule has no such message"));
  life_end(&life);
  plan.rate_per_s = 50;
}

#define JOURNAL_TEST(name) cmocka_unit_test_setup_teardown(name, made_file_open, made_file_remove)

int main(void) {
  const struct CMUnitTest tests[] = {
      JOURNAL_TEST(appended_messages_are_restored),
      JOURNAL_TEST(an_empty_file_is_a_journal_without_epoch_and_messages),
      JOURNAL_TEST(a_last_line_that_is_cut_off_anywhere_is_dropped_and_written_again),
      JOURNAL_TEST(a_first_line_that_is_cut_off_anywhere_is_begun_anew),
      JOURNAL_TEST(a_line_that_is_no_message_is_refused_with_its_number),
      JOURNAL_TEST(messages_that_are_not_restored_are_refused_with_their_line),
      JOURNAL_TEST(a_foreign_first_line_is_refused_and_left_alone),
      JOURNAL_TEST(a_journal_has_one_writer),
      JOURNAL_TEST(a_file_that_cannot_be_opened_is_named),
      JOURNAL_TEST(a_message_that_cannot_be_written_is_not_published),
      JOURNAL_TEST(a_server_goes_on_where_its_journal_ends),
      JOURNAL_TEST(a_journal_of_another_schedule_is_refused_with_its_line),
  };
  return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
