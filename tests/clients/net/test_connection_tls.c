/* Connections with TLS, to a server by OpenSSL. */
#include "tests/clients/fixture_peer.h"
#include "tests/clients/net/fixture_tls.h"

#include "clients/net/connection.h"

enum { MUCH_BYTES = 1 << 20 };

static struct loop *loop;
static struct made_peer peer;
static struct made_certificate certificate;
static SSL_CTX *server_context;
static SSL *server; /* the peer's end */
static struct counters counters;
static struct tls *tls;
static struct connections *connections;
static struct connection connection;
static uint64_t established, opened, ended, received_bytes;
static char last_byte;
static struct connection_end end;

static void on_established(void *owner) {
  assert_ptr_equal(owner, &connection);
  established++;
}

static void on_open(void *owner) {
  assert_ptr_equal(owner, &connection);
  assert_true(established > opened);
  opened++;
}

static void on_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  assert_ptr_equal(owner, &connection);
  assert_true(receipt_ns > 0);
  received_bytes += count;
  last_byte = bytes[count - 1];
}

static void on_ended(void *owner, const struct connection_end *of) {
  assert_ptr_equal(owner, &connection);
  ended++;
  end = *of;
}

static const struct connection_handler handler = {
    .established = on_established, .open = on_open, .received = on_received, .ended = on_ended};

static int set_up(void **state) {
  (void)state;
  established = opened = ended = received_bytes = 0;
  counters = (struct counters){0};
  server_context = SSL_CTX_new(TLS_server_method());
  certificate_make(server_context, &certificate);
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  peer_listen(&peer, loop);
  snprintf(peer.target.authority, sizeof peer.target.authority, MADE_HOST ":443");
  assert_int_equal(tls_create(certificate.path, true, &counters, &tls, NULL), STATUS_OK);
  struct network network = peer_network(&peer);
  network.tls = tls;
  assert_int_equal(connections_create(&network, &connections, NULL), STATUS_OK);
  connection_init(&connection, connections, &handler, &connection);
  return 0;
}

static void server_end(void) {
  SSL_free(server);
  server = NULL;
  peer_close(&peer);
}

static int tear_down(void **state) {
  (void)state;
  connection_release(&connection);
  connections_destroy(connections);
  tls_destroy(tls);
  server_end();
  peer_end(&peer);
  loop_destroy(loop);
  SSL_CTX_free(server_context);
  certificate_remove(&certificate);
  return 0;
}

static void connect_to_server(void) {
  int error_number = 0;
  assert_true(connection_open(&connection, &error_number));
  peer_accept(&peer);
}

static bool both_have_shaken_hands(void *owner) {
  (void)owner;
  return SSL_accept(server) == 1 && connection.open;
}

static void begin_server(void) {
  server = SSL_new(server_context);
  SSL_set_fd(server, peer.socket);
}

static void open_well(void) {
  connect_to_server();
  begin_server();
  run_until(loop, both_have_shaken_hands, NULL);
}

/* Continues the handshake until the client has ended the connection. */
static bool client_refuses(void *owner) {
  const uint64_t *count = owner;
  SSL_accept(server);
  return *count > 0;
}

static bool server_reads(void *owner) {
  static char piece[64 << 10];
  size_t *left = owner;
  int got = 0;
  while (*left > 0 && (got = SSL_read(server, piece, sizeof piece)) > 0)
    *left -= (size_t)got;
  return *left == 0;
}

static void a_connection_opens_when_the_handshake_is_over(void **state) {
  (void)state;
  connect_to_server();
  run_until_count(loop, &established, 1);
  assert_int_equal(opened, 0);
  begin_server();
  run_until(loop, both_have_shaken_hands, NULL);
  assert_int_equal(opened, 1);
  assert_int_equal(tls_figures(tls)->full, 1);
  const unsigned char *protocol = NULL;
  assert_string_equal(SSL_get_servername(server, TLSEXT_NAMETYPE_host_name), MADE_HOST);
  SSL_get0_alpn_selected(server, &protocol, &(unsigned){0});
  assert_null(protocol); /* offered, but this server selects none */
}

static void bytes_go_both_ways(void **state) {
  (void)state;
  size_t left = 5;
  open_well();
  assert_true(connection_send(&connection, "hello", 5));
  run_until(loop, server_reads, &left);
  assert_int_equal(SSL_write(server, "world!", 6), 6);
  run_until_count(loop, &received_bytes, 6);
  assert_int_equal(last_byte, '!');
}

static bool server_writes(void *owner) {
  static const char piece[16 << 10];
  size_t *left = owner;
  while (*left > 0) {
    int went = SSL_write(server, piece, *left < sizeof piece ? (int)*left : (int)sizeof piece);
    if (went <= 0)
      return false;
    *left -= (size_t)went;
  }
  return received_bytes == MUCH_BYTES;
}

static void many_records_are_read_and_written_whole(void **state) {
  (void)state;
  size_t left = MUCH_BYTES;
  char *much = calloc(1, MUCH_BYTES);
  assert_non_null(much);
  open_well();
  assert_true(connection_send(&connection, much, MUCH_BYTES));
  run_until(loop, server_reads, &left);
  assert_false(connection_waits(&connection));
  left = MUCH_BYTES;
  run_until(loop, server_writes, &left);
  free(much);
}

static void a_paused_connection_decrypts_nothing(void **state) {
  (void)state;
  open_well();
  run_what_is_ready(loop);
  connection_set_paused(&connection, true);
  assert_int_equal(SSL_write(server, "x", 1), 1);
  run_what_is_ready(loop);
  assert_int_equal(received_bytes, 0);
  connection_set_paused(&connection, false);
  run_until_count(loop, &received_bytes, 1);
}

static bool server_has_goodbye(void *owner) {
  char byte;
  (void)owner;
  int got = SSL_read(server, &byte, 1);
  return got <= 0 && SSL_get_error(server, got) == SSL_ERROR_ZERO_RETURN;
}

static void a_closed_connection_sends_close_notify_and_its_session_is_resumed(void **state) {
  (void)state;
  open_well();
  assert_int_equal(SSL_write(server, "x", 1), 1); /* after the session tickets */
  run_until_count(loop, &received_bytes, 1);
  assert_int_equal(connection_leave(&connection), LIFE_BY_CLIENT);
  run_until(loop, server_has_goodbye, NULL);
  server_end();
  open_well();
  assert_int_equal(opened, 2);
  assert_int_equal(tls_figures(tls)->full, 1);
  assert_int_equal(tls_figures(tls)->resumed, 1);
}

static void a_certificate_of_another_issuer_is_refused(void **state) {
  (void)state;
  struct made_certificate unknown = {.path = ""};
  certificate_make(server_context, &unknown);
  connect_to_server();
  begin_server();
  run_until(loop, client_refuses, &ended);
  assert_true(end.established);
  assert_int_equal(end.failure, LIFE_TLS);
  assert_int_equal(opened, 0);
  assert_int_equal(tls_figures(tls)->failed, 1);
  assert_non_null(strstr(tls_failure(tls), "certificate is refused"));
  certificate_remove(&unknown);
}

static void a_certificate_of_another_name_is_refused(void **state) {
  (void)state;
  struct connections *others = NULL;
  struct network network = peer_network(&peer);
  network.tls = tls;
  snprintf(peer.target.authority, sizeof peer.target.authority, "127.0.0.1:443");
  assert_int_equal(connections_create(&network, &others, NULL), STATUS_OK);
  connection_init(&connection, others, &handler, &connection);
  connect_to_server();
  begin_server();
  run_until(loop, client_refuses, &ended);
  assert_int_equal(end.failure, LIFE_TLS);
  assert_non_null(strstr(tls_failure(tls), "IP address mismatch"));
  connection_release(&connection);
  connections_destroy(others);
}

static void a_server_that_speaks_no_tls_is_told_from_one_that_breaks_it_later(void **state) {
  (void)state;
  connect_to_server();
  peer_say(&peer, "HTTP/1.1 400 Bad Request\r\n\r\n");
  run_until_count(loop, &ended, 1);
  assert_int_equal(end.failure, LIFE_TLS);
  assert_int_equal(opened, 0);
  peer_close(&peer);
  open_well();
  peer_say(&peer, "no record of TLS is like this");
  run_until_count(loop, &ended, 2);
  assert_int_equal(end.failure, LIFE_PROTOCOL);
  assert_true(end.established);
}

static void an_end_within_the_handshake_is_tls_and_later_is_a_close(void **state) {
  (void)state;
  connect_to_server();
  peer_wait_bytes(&peer, 1); /* reads the hello, since unread bytes would make the close a reset */
  peer_close(&peer);
  run_until_count(loop, &ended, 1);
  assert_int_equal(end.failure, LIFE_TLS);
  assert_int_equal(end.by, LIFE_BY_SERVER);
  open_well();
  server_end();
  run_until_count(loop, &ended, 2);
  assert_int_equal(end.failure, LIFE_CLOSED);
  assert_int_equal(end.by, LIFE_BY_SERVER);
}

#define TLS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TLS_TEST(a_connection_opens_when_the_handshake_is_over),
      TLS_TEST(bytes_go_both_ways),
      TLS_TEST(many_records_are_read_and_written_whole),
      TLS_TEST(a_paused_connection_decrypts_nothing),
      TLS_TEST(a_closed_connection_sends_close_notify_and_its_session_is_resumed),
      TLS_TEST(a_certificate_of_another_issuer_is_refused),
      TLS_TEST(a_certificate_of_another_name_is_refused),
      TLS_TEST(a_server_that_speaks_no_tls_is_told_from_one_that_breaks_it_later),
      TLS_TEST(an_end_within_the_handshake_is_tls_and_later_is_a_close),
  };
  return cmocka_run_group_tests_name("connection_tls", tests, NULL, NULL);
}
