/* Counts of handshakes, records and bytes, on connections to a server by OpenSSL over a pair of
 * sockets. The bytes are compared with the counts of OpenSSL's BIO. */
#include "tests/clients/net/fixture_tls.h"

#include <sys/socket.h>

#include "clients/net/tls.h"

static struct made_certificate certificate;
static SSL_CTX *server_context;
static struct counters counters;
static struct tls *tls;

/* The two ends of one connection. */
struct pair {
  SSL *client, *server;
  int descriptors[2];
};

static int begin(void **state) {
  (void)state;
  server_context = SSL_CTX_new(TLS_server_method());
  certificate_make(server_context, &certificate);
  counters = (struct counters){0};
  struct error error;
  return (int)tls_create(certificate.path, true, &counters, &tls, &error);
}

static int end(void **state) {
  (void)state;
  tls_destroy(tls);
  SSL_CTX_free(server_context);
  certificate_remove(&certificate);
  return 0;
}

static struct pair connected(struct tls_session *session) {
  struct pair pair = {.client = SSL_new(tls_context(tls)), .server = SSL_new(server_context)};
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.descriptors), 0);
  SSL_set_fd(pair.client, pair.descriptors[0]);
  SSL_set_fd(pair.server, pair.descriptors[1]);
  SSL_set_verify(pair.client, SSL_VERIFY_PEER, NULL);
  tls_expect(tls, pair.descriptors[0], session);
  return pair;
}

/* Returns false if it fails. */
static bool handshake(const struct pair *pair) {
  int client = -1, server = -1;
  for (int i = 0; i < 10 && (client != 1 || server != 1); i++) {
    client = SSL_connect(pair->client);
    server = SSL_accept(pair->server);
  }
  return client == 1 && server == 1;
}

static void pass(SSL *from, SSL *to, size_t bytes) {
  char *data = calloc(1, bytes);
  size_t have = 0;
  assert_int_equal(SSL_write(from, data, (int)bytes), (int)bytes);
  while (have < bytes) {
    int got = SSL_read(to, data, (int)bytes);
    assert_true(got > 0);
    have += (size_t)got;
  }
  free(data);
}

static void released(struct pair *pair) {
  tls_end(pair->client);
  SSL_free(pair->client);
  SSL_free(pair->server);
  close(pair->descriptors[0]);
  close(pair->descriptors[1]);
}

/* Data and the bytes that TLS adds are the bytes on the wire. */
static void assert_stream(const struct pair *pair, uint64_t up, uint64_t down) {
  struct tls_data data;
  BIO *wire = SSL_get_rbio(pair->client);
  assert_true(tls_data_read(pair->client, &data));
  assert_int_equal(data.up, up);
  assert_int_equal(data.down, down);
  assert_int_equal(data.up + counters.tls_up_bytes, BIO_number_written(wire));
  assert_int_equal(data.down + counters.tls_down_bytes, BIO_number_read(wire));
}

static void data_and_what_tls_adds_are_the_bytes_on_the_wire(void **state) {
  (void)state;
  static const struct {
    int version;
    const char *cipher; /* a cipher of TLS 1.2 */
  } cases[] = {{TLS1_3_VERSION, NULL},
               {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"},
               {TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct tls_session session = {NULL};
    counters = (struct counters){0};
    SSL_CTX_set_max_proto_version(server_context, cases[i].version);
    if (cases[i].cipher)
      assert_int_equal(SSL_CTX_set_cipher_list(server_context, cases[i].cipher), 1);
    struct pair pair = connected(&session);
    assert_true(handshake(&pair));
    pass(pair.client, pair.server, 1);
    pass(pair.server, pair.client, 100);
    pass(pair.server, pair.client, 40000); /* three records */
    pass(pair.client, pair.server, 20000);
    assert_stream(&pair, 20001, 40100);
    released(&pair);
    tls_session_release(&session);
  }
  assert_int_equal(tls_figures(tls)->full, 3);
}

static void a_record_of_tls_1_3_costs_22_bytes(void **state) {
  (void)state;
  struct tls_session session = {NULL};
  struct pair pair = connected(&session);
  assert_true(handshake(&pair));
  pass(pair.server, pair.client, 1); /* after the session tickets */
  struct counters before = counters;
  pass(pair.server, pair.client, 64);
  pass(pair.client, pair.server, 64);
  assert_int_equal(counters.tls_down_bytes - before.tls_down_bytes, 22);
  assert_int_equal(counters.tls_up_bytes - before.tls_up_bytes, 22);
  assert_string_equal(tls_figures(tls)->version, "TLSv1.3");
  released(&pair);
  tls_session_release(&session);
}

static void a_user_takes_up_its_own_last_session(void **state) {
  (void)state;
  struct tls_session mine = {NULL}, other = {NULL};
  const struct tls_session *const turns[] = {&mine, &mine, &other, &mine};
  static const uint64_t resumed[] = {0, 1, 1, 2};
  for (size_t i = 0; i < 4; i++) {
    struct pair pair = connected((struct tls_session *)turns[i]);
    assert_true(handshake(&pair));
    pass(pair.server, pair.client, 1);
    assert_int_equal(tls_figures(tls)->resumed, resumed[i]);
    released(&pair);
  }
  assert_int_equal(tls_figures(tls)->full, 2);
  assert_int_equal(tls_figures(tls)->handshake.count, 4);
  tls_session_release(&mine);
  tls_session_release(&other);
}

static void without_resumption_every_handshake_is_a_full_one(void **state) {
  (void)state;
  struct tls_session session = {NULL};
  tls_destroy(tls);
  assert_int_equal(tls_create(certificate.path, false, &counters, &tls, NULL), STATUS_OK);
  for (int i = 0; i < 3; i++) {
    struct pair pair = connected(&session);
    assert_true(handshake(&pair));
    pass(pair.server, pair.client, 1);
    released(&pair);
  }
  assert_int_equal(tls_figures(tls)->full, 3);
  assert_int_equal(tls_figures(tls)->resumed, 0);
}

static void a_record_that_is_shorter_than_its_tag_has_no_data(void **state) {
  (void)state;
  static const char record[] = {SSL3_RT_APPLICATION_DATA, 3, 3, 0, 1, 'x'};
  char byte;
  SSL_CTX_set_max_proto_version(server_context, TLS1_2_VERSION);
  struct pair pair = connected(NULL);
  assert_true(handshake(&pair));
  assert_int_equal(write(pair.descriptors[1], record, sizeof record), sizeof record);
  assert_int_equal(SSL_read(pair.client, &byte, 1), -1);
  assert_stream(&pair, 0, 0);
  released(&pair);
}

static void an_untrusted_certificate_is_refused_with_the_reason(void **state) {
  (void)state;
  struct tls_session session = {NULL};
  SSL_CTX *stranger = SSL_CTX_new(TLS_server_method());
  struct made_certificate unknown = {.path = ""};
  certificate_make(stranger, &unknown);
  SSL_CTX *known = server_context;
  server_context = stranger;
  struct pair pair = connected(&session);
  assert_false(handshake(&pair));
  released(&pair);
  assert_int_equal(tls_figures(tls)->failed, 1);
  assert_int_equal(tls_figures(tls)->full, 0);
  assert_non_null(strstr(tls_failure(tls), "certificate is refused: self-signed"));
  server_context = known;
  SSL_CTX_free(stranger);
  certificate_remove(&unknown);
}

static void a_handshake_that_the_end_of_the_run_breaks_off_has_not_failed(void **state) {
  (void)state;
  for (uint64_t failed = 1; failed <= 2; failed++) {
    struct pair pair = connected(NULL);
    assert_int_equal(SSL_connect(pair.client), -1); /* the hello is sent, and no answer has come */
    if (failed == 2)
      tls_closing(tls);
    released(&pair);
    assert_int_equal(tls_figures(tls)->failed, 1);
  }
}

static void files_that_are_no_certificates_are_refused(void **state) {
  (void)state;
  struct tls *none = NULL;
  struct error error;
  assert_int_equal(tls_create("/nowhere", true, &counters, &none, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "'/nowhere': No such file"));
  assert_int_equal(tls_create("/etc/hostname", true, &counters, &none, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "PEM"));
  assert_null(none);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(data_and_what_tls_adds_are_the_bytes_on_the_wire, begin, end),
      cmocka_unit_test_setup_teardown(a_record_of_tls_1_3_costs_22_bytes, begin, end),
      cmocka_unit_test_setup_teardown(a_user_takes_up_its_own_last_session, begin, end),
      cmocka_unit_test_setup_teardown(without_resumption_every_handshake_is_a_full_one, begin, end),
      cmocka_unit_test_setup_teardown(a_record_that_is_shorter_than_its_tag_has_no_data, begin,
                                      end),
      cmocka_unit_test_setup_teardown(an_untrusted_certificate_is_refused_with_the_reason, begin,
                                      end),
      cmocka_unit_test_setup_teardown(a_handshake_that_the_end_of_the_run_breaks_off_has_not_failed,
                                      begin, end),
      cmocka_unit_test_setup_teardown(files_that_are_no_certificates_are_refused, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
