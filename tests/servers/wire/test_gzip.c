/* Compressed bytes can be read back, also after other compressions. */
#include "tests/servers/fixture.h"

#include <zlib.h>

#include "servers/wire/gzip.h"

enum { GZIP_WINDOW = 15 + 16, ROOM = 4096 };

static int gzip_setup(void **state) {
  struct error error;
  return gzip_create((struct gzip **)state, &error) == STATUS_OK ? 0 : -1;
}

static int gzip_teardown(void **state) {
  gzip_destroy(*state);
  return 0;
}

/* Reads with zlib, which checks length and checksum. */
static void reads_back(const uint8_t *packed, size_t packed_bytes, const char *text) {
  char out[ROOM];
  z_stream stream = {.next_in = (Bytef *)packed,
                     .avail_in = (uInt)packed_bytes,
                     .next_out = (Bytef *)out,
                     .avail_out = sizeof out};
  assert_int_equal(inflateInit2(&stream, GZIP_WINDOW), Z_OK);
  assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
  assert_int_equal(stream.avail_in, 0);
  assert_int_equal(stream.total_out, strlen(text));
  assert_memory_equal(out, text, strlen(text));
  inflateEnd(&stream);
}

static void compressed_answers_read_back_and_do_not_refer_to_earlier_ones(void **state) {
  static const char *const texts[] = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                      "{\"seq\":1,\"data\":\"user:anna,user:anna,user:anna\"}", ""};
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
      uint8_t packed[ROOM];
      size_t bytes = gzip_pack(*state, texts[i], strlen(texts[i]), packed, sizeof packed);
      assert_true(bytes > 0);
      reads_back(packed, bytes, texts[i]);
    }
}

static void a_compressed_text_without_room_is_not_used_and_does_no_harm(void **state) {
  static const char text[] = "not much of it is said twice";
  uint8_t packed[ROOM];
  assert_int_equal(gzip_pack(*state, text, strlen(text), packed, 10), 0);
  assert_int_equal(gzip_pack(*state, text, strlen(text), packed, 0), 0);
  size_t bytes = gzip_pack(*state, text, strlen(text), packed, sizeof packed);
  reads_back(packed, bytes, text);
  assert_int_equal(gzip_pack(*state, text, strlen(text), packed, bytes), bytes);
  assert_int_equal(gzip_pack(*state, text, strlen(text), packed, bytes - 1), 0);
}

static void releasing_no_compressor_does_nothing(void **state) {
  (void)state;
  gzip_destroy(NULL);
}

#define GZIP_TEST(name) cmocka_unit_test_setup_teardown(name, gzip_setup, gzip_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      GZIP_TEST(compressed_answers_read_back_and_do_not_refer_to_earlier_ones),
      GZIP_TEST(a_compressed_text_without_room_is_not_used_and_does_no_harm),
      cmocka_unit_test(releasing_no_compressor_does_nothing),
  };
  return cmocka_run_group_tests_name("gzip", tests, NULL, NULL);
}
