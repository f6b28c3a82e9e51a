/* The transcript of what users say. */
#include "tests/documents/files_made.h"

#include "clients/foreign/transcript.h"
#include "documents/target_load.h"

static struct target_description description;
static struct transcript *transcript;
static const char *path;

static void begin(void) {
  file_make("keys.json", "{\"key\": \"s3 \\\"cret\"}");
  assert_int_equal(
      target_load(&description,
                  file_make("made.json",
                            "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"plain\", "
                            "\"secrets\": \"keys.json\", \"transports\": {\"websocket\": "
                            "{\"url\": \"/\"}}, \"publish\": {\"request\": {\"url\": \"/\"}}}"),
                  NULL),
      STATUS_OK);
  path = file_make("said.jsonl", "of an earlier run\n");
  assert_int_equal(transcript_create(path, &description, &transcript, NULL), STATUS_OK);
}

static void say(const struct transcript_step *step) {
  const struct transcript_who who = {.publisher = false, .user = "7"};
  transcript_add(transcript, who, step);
}

static void say_text(const char *text, size_t bytes) {
  const struct transcript_step step = {.does = "text", .text = text, .bytes = bytes};
  say(&step);
}

/* Ends the transcript; returns its lines. */
static json_t *end(void) {
  json_t *lines = json_array(), *line;
  assert_int_equal(transcript_finish(transcript, NULL), STATUS_OK);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)))
    json_array_append_new(lines, line);
  assert_int_equal(fclose(file), 0);
  target_release(&description);
  return lines;
}

static const char *text_of(const json_t *lines, size_t index, const char *key) {
  return json_string_value(json_object_get(json_array_get(lines, index), key));
}

static void a_step_is_a_line(void **state) {
  (void)state;
  begin();
  const struct transcript_step answer = {
      .does = "answer", .name = "sends", .code = 401, .text = "no", .bytes = 2};
  const struct transcript_step failed = {
      .does = "failed", .step = "open", .text = "HTTP 401", .bytes = 8};
  const struct transcript_who publisher = {.publisher = true, .user = "publisher0"};
  say(&answer);
  transcript_add(transcript, publisher, &failed);
  json_t *lines = end();
  assert_int_equal(json_array_size(lines), 2);
  assert_string_equal(text_of(lines, 0, "who"), "user");
  assert_string_equal(text_of(lines, 0, "user"), "7");
  assert_string_equal(text_of(lines, 0, "does"), "answer");
  assert_string_equal(text_of(lines, 0, "name"), "sends");
  assert_string_equal(text_of(lines, 0, "text"), "no");
  assert_null(text_of(lines, 0, "step"));
  assert_null(json_object_get(json_array_get(lines, 0), "bytes"));
  assert_int_equal(json_integer_value(json_object_get(json_array_get(lines, 0), "code")), 401);
  assert_true(json_integer_value(json_object_get(json_array_get(lines, 0), "at_ns")) > 0);
  assert_string_equal(text_of(lines, 1, "who"), "publisher");
  assert_string_equal(text_of(lines, 1, "user"), "publisher0");
  assert_string_equal(text_of(lines, 1, "step"), "open");
  assert_null(json_object_get(json_array_get(lines, 1), "code"));
  json_decref(lines);
}

static void secrets_are_hidden_however_they_are_written(void **state) {
  (void)state;
  static const char said[] = "a s3 \"cret, s3%20%22cret, s3 \\\"cret";
  begin();
  say_text(said, strlen(said));
  json_t *lines = end();
  assert_string_equal(text_of(lines, 0, "text"), "a {secret.key}, {secret.key}, {secret.key}");
  json_decref(lines);
}

static void texts_are_cut_off_between_letters(void **state) {
  (void)state;
  char text[TRANSCRIPT_TEXT_BYTES + 60];
  begin();
  memset(text, 'x', sizeof text);
  memcpy(text + TRANSCRIPT_TEXT_BYTES - 1, "\xc3\xa4", 2);
  say_text(text, sizeof text);
  memcpy(text + TRANSCRIPT_TEXT_BYTES - 3, "s3 \"cret", 8); /* no part of a secret remains */
  say_text(text, sizeof text);
  json_t *lines = end();
  assert_int_equal(strlen(text_of(lines, 0, "text")), TRANSCRIPT_TEXT_BYTES - 1);
  assert_null(strstr(text_of(lines, 1, "text"), "s3"));
  const json_t *bytes = json_object_get(json_array_get(lines, 0), "bytes");
  assert_int_equal(json_integer_value(bytes), sizeof text);
  json_decref(lines);
}

static void what_is_no_utf_8_is_shown_with_dots(void **state) {
  (void)state;
  begin();
  say_text("a\0b", 3);
  say_text("\x10\x0eMQTT\xff", 7);
  json_t *lines = end();
  assert_string_equal(text_of(lines, 0, "text"), "a b");
  assert_string_equal(text_of(lines, 1, "text"), "..MQTT.");
  json_decref(lines);
}

static void a_file_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  struct target_description none = {.path = NULL};
  assert_int_equal(transcript_create("/nonexistent/x", &none, &transcript, &error),
                   STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "cannot write /nonexistent/x: No such file or directory");
  assert_int_equal(transcript_finish(NULL, NULL), STATUS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILES(a_step_is_a_line),
      WITH_FILES(secrets_are_hidden_however_they_are_written),
      WITH_FILES(texts_are_cut_off_between_letters),
      WITH_FILES(what_is_no_utf_8_is_shown_with_dots),
      WITH_FILES(a_file_that_cannot_be_written_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
