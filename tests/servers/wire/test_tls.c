/* Certificates and keys: which are accepted, and the errors of others. */
#include "tests/servers/fixture.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <unistd.h>

#include "servers/wire/tls.h"

enum { PATH_BYTES = 32 };

static const long HOUR_S = 3600;

struct world {
  struct server_options options;
  char certificate[PATH_BYTES], key[PATH_BYTES];
};

/* Makes a new file, and puts its name into `path`. */
static FILE *file_new(char path[static PATH_BYTES]) {
  snprintf(path, PATH_BYTES, "/tmp/pushbench-tls-XXXXXX");
  FILE *file = fdopen(mkstemp(path), "w");
  assert_non_null(file);
  return file;
}

/* Replaces the file's content. */
static FILE *file_again(const char *path) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  return file;
}

/* Writes a certificate that is valid from now + begin_s to now + end_s. */
static void certificate_write(FILE *file, EVP_PKEY *key, long begin_s, long end_s) {
  X509 *certificate = X509_new();
  X509_gmtime_adj(X509_getm_notBefore(certificate), begin_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), end_s);
  X509_set_pubkey(certificate, key);
  assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
  assert_int_equal(PEM_write_X509(file, certificate), 1);
  fclose(file);
  X509_free(certificate);
}

static void key_write(FILE *file, EVP_PKEY *key, const char *password) {
  assert_int_equal(PEM_write_PKCS8PrivateKey(file, key, password ? EVP_aes_128_cbc() : NULL,
                                             password, password ? (int)strlen(password) : 0, NULL,
                                             NULL),
                   1);
  fclose(file);
}

static int setup(void **state) {
  static struct world world;
  EVP_PKEY *key = EVP_EC_gen("P-256");
  certificate_write(file_new(world.certificate), key, -HOUR_S, HOUR_S);
  key_write(file_new(world.key), key, NULL);
  EVP_PKEY_free(key);
  world.options = (struct server_options){
      .tls_certificate = world.certificate, .tls_key = world.key, .tls_resume = true};
  *state = &world;
  return 0;
}

static int teardown(void **state) {
  const struct world *world = *state;
  unlink(world->certificate);
  unlink(world->key);
  return 0;
}

static void expect_refusal(const struct world *world, enum status status, const char *option,
                           const char *words) {
  SSL_CTX *context = NULL;
  struct error error = {{0}};
  assert_int_equal(tls_context_create(&world->options, &context, &error), status);
  assert_null(context);
  assert_memory_equal(error.text, option, strlen(option));
  if (!strstr(error.text, words))
    fail_msg("no '%s' in '%s'", words, error.text);
}

static void a_certificate_and_its_key_make_a_context_of_tls_1_2_and_later(void **state) {
  const struct world *world = *state;
  SSL_CTX *context = NULL;
  assert_int_equal(tls_context_create(&world->options, &context, NULL), STATUS_OK);
  assert_int_equal(SSL_CTX_get_min_proto_version(context), TLS1_2_VERSION);
  assert_true(SSL_CTX_get_num_tickets(context) > 0);
  assert_int_not_equal(SSL_CTX_get_session_cache_mode(context), SSL_SESS_CACHE_OFF);
  tls_context_release(context);
  tls_context_release(NULL);
}

static void without_resumption_there_are_neither_tickets_nor_a_cache(void **state) {
  struct world *world = *state;
  SSL_CTX *context = NULL;
  world->options.tls_resume = false;
  assert_int_equal(tls_context_create(&world->options, &context, NULL), STATUS_OK);
  assert_int_equal(SSL_CTX_get_num_tickets(context), 0);
  assert_true((SSL_CTX_get_options(context) & SSL_OP_NO_TICKET) != 0);
  assert_int_equal(SSL_CTX_get_session_cache_mode(context), SSL_SESS_CACHE_OFF);
  tls_context_release(context);
}

static void files_that_are_not_named_or_not_there_are_refused(void **state) {
  struct world *world = *state;
  world->options.tls_key = "";
  expect_refusal(world, STATUS_USAGE, "", "tls_key");
  world->options.tls_key = "/nowhere/key";
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_key: ", "/nowhere/key");
  world->options.tls_certificate = "/nowhere/certificate";
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_certificate: ", "/nowhere/certificate");
}

static void files_that_are_something_else_are_refused(void **state) {
  struct world *world = *state;
  fclose(file_again(world->key));
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_key: ", "is not a private key in PEM form");
  fclose(file_again(world->certificate));
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_certificate: ", "is not a certificate in PEM");
}

static void a_key_of_another_certificate_is_refused(void **state) {
  const struct world *world = *state;
  EVP_PKEY *other = EVP_EC_gen("P-256");
  key_write(file_again(world->key), other, NULL);
  EVP_PKEY_free(other);
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_key: ", "does not belong to the certificate");
}

/* The terminal is not asked for a password. */
static void a_key_with_a_password_is_refused(void **state) {
  const struct world *world = *state;
  EVP_PKEY *key = EVP_EC_gen("P-256");
  certificate_write(file_again(world->certificate), key, -HOUR_S, HOUR_S);
  key_write(file_again(world->key), key, "secret");
  EVP_PKEY_free(key);
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_key: ", "without a password");
}

static void a_certificate_is_valid_between_its_dates(void **state) {
  const struct world *world = *state;
  EVP_PKEY *key = EVP_EC_gen("P-256");
  key_write(file_again(world->key), key, NULL);
  certificate_write(file_again(world->certificate), key, -2 * HOUR_S, -HOUR_S);
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_certificate: ", "expired on ");
  certificate_write(file_again(world->certificate), key, HOUR_S, 2 * HOUR_S);
  expect_refusal(world, STATUS_ENVIRONMENT, "tls_certificate: ", "is not valid before ");
  EVP_PKEY_free(key);
}

#define TLS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TLS_TEST(a_certificate_and_its_key_make_a_context_of_tls_1_2_and_later),
      TLS_TEST(without_resumption_there_are_neither_tickets_nor_a_cache),
      TLS_TEST(files_that_are_not_named_or_not_there_are_refused),
      TLS_TEST(files_that_are_something_else_are_refused),
      TLS_TEST(a_key_of_another_certificate_is_refused),
      TLS_TEST(a_key_with_a_password_is_refused),
      TLS_TEST(a_certificate_is_valid_between_its_dates),
  };
  return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
