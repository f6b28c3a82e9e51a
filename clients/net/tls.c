/* OpenSSL's callbacks, and their counts. */
#include "clients/net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clients/record/carrier.h"
#include "common/base/clock.h"

enum {
  RECORD_HEADER_BYTES = SSL3_RT_HEADER_LENGTH,
  TAG_BYTES = 16,           /* of each cipher in tls_ciphers */
  INNER_TYPE_BYTES = 1,     /* in TLS 1.3, the record's kind is encrypted with the data */
  EXPLICIT_NONCE_BYTES = 8, /* in TLS 1.2 with AES-GCM */
  FATAL = 2,
};

const char *const tls_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

struct tls {
  char *ca;
  bool resume;
  bool closing; /* the run is over */
  bool http2;   /* is offered */
  struct counters *counters;
  struct tls_figures figures;
  char failure[ERROR_TEXT_BYTES];
  SSL_CTX *context;
  struct tls_session **expected; /* by descriptor */
  size_t expected_capacity;
};

/* One connection; lives as long as its SSL object. */
struct connection {
  struct tls *tls;
  struct tls_session *session; /* NULL with libcurl, which keeps sessions itself */
  uint64_t *data_down;         /* of tls_observe; NULL unless libcurl made it */
  uint64_t start_ns;           /* of the handshake */
  bool done;                   /* the handshake is done */
  uint64_t up_data, down_data;
  uint64_t up_record, down_record; /* bytes of the record whose kind is still to be told; 0: none */
};

/* The indices by which OpenSSL keeps our pointers; -1: not taken yet. */
static int context_tls = -1, context_data_down = -1, connection_state = -1;

static struct tls *tls_of(const SSL *ssl) {
  return SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_tls);
}

/* --- records -------------------------------------------------------------------- */

/* The bytes of a record of data that are TLS's own. */
static uint64_t record_overhead(const SSL *ssl) {
  if (SSL_version(ssl) >= TLS1_3_VERSION)
    return RECORD_HEADER_BYTES + INNER_TYPE_BYTES + TAG_BYTES;
  const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
  bool gcm = cipher && SSL_CIPHER_get_cipher_nid(cipher) != NID_chacha20_poly1305;
  return RECORD_HEADER_BYTES + TAG_BYTES + (gcm ? EXPLICIT_NONCE_BYTES : 0);
}

/* A record from a server that breaks the rules may be shorter than its overhead: it has no data. */
static void record_count(struct connection *connection, const SSL *ssl, bool up, uint64_t bytes,
                         bool is_data) {
  struct counters *counters = connection->tls->counters;
  uint64_t overhead = is_data ? record_overhead(ssl) : bytes;
  uint64_t data = bytes > overhead ? bytes - overhead : 0;
  *(up ? &counters->tls_up_bytes : &counters->tls_down_bytes) += bytes - data;
  *(up ? &connection->up_data : &connection->down_data) += data;
  if (!up && connection->data_down)
    *connection->data_down += data;
}

/* In TLS 1.3 the header of each encrypted record says that it is data. OpenSSL tells the record's
 * real kind by another call, after the one for the header. */
static void on_record(int write, int version, int content, const void *bytes, size_t count,
                      SSL *ssl, void *argument) {
  (void)version;
  (void)argument;
  struct connection *connection = SSL_get_ex_data(ssl, connection_state);
  const unsigned char *header = bytes;
  if (!connection)
    return;
  uint64_t *record = write ? &connection->up_record : &connection->down_record;
  if (content == SSL3_RT_HEADER && count == RECORD_HEADER_BYTES) {
    uint64_t record_bytes = RECORD_HEADER_BYTES + ((uint64_t)header[3] << 8 | header[4]);
    bool undecided = header[0] == SSL3_RT_APPLICATION_DATA && SSL_version(ssl) >= TLS1_3_VERSION;
    *record = undecided ? record_bytes : 0;
    if (!undecided)
      record_count(connection, ssl, write, record_bytes, header[0] == SSL3_RT_APPLICATION_DATA);
  } else if (content == SSL3_RT_INNER_CONTENT_TYPE && *record > 0) {
    record_count(connection, ssl, write, *record, header[0] == SSL3_RT_APPLICATION_DATA);
    *record = 0;
  }
}

/* --- handshakes ----------------------------------------------------------------- */

static struct tls_session *session_expected(const struct tls *tls, const SSL *ssl) {
  int descriptor = SSL_get_fd(ssl);
  return descriptor >= 0 && (size_t)descriptor < tls->expected_capacity ? tls->expected[descriptor]
                                                                        : NULL;
}

bool tls_adopt(struct tls *tls, SSL *ssl, struct tls_session *session) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection || SSL_set_ex_data(ssl, connection_state, connection) != 1) {
    free(connection);
    return false;
  }
  connection->tls = tls;
  connection->data_down = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_data_down);
  connection->session = session;
  return true;
}

static void handshake_began(SSL *ssl) {
  struct tls *tls = tls_of(ssl);
  if (!SSL_get_ex_data(ssl, connection_state))
    tls_adopt(tls, ssl, session_expected(tls, ssl));
  struct connection *connection = SSL_get_ex_data(ssl, connection_state);
  if (!connection || connection->start_ns != 0)
    return;
  if (tls->resume && connection->session && connection->session->session)
    SSL_set_session(ssl, connection->session->session);
  connection->start_ns = clock_now_ns();
}

static void handshake_done(const SSL *ssl) {
  struct connection *connection = SSL_get_ex_data(ssl, connection_state);
  if (!connection || connection->done)
    return;
  struct tls_figures *figures = &connection->tls->figures;
  connection->done = true;
  histogram_record(&figures->handshake, clock_now_ns() - connection->start_ns);
  *(SSL_session_reused(ssl) ? &figures->resumed : &figures->full) += 1;
  snprintf(figures->version, sizeof figures->version, "%s", SSL_get_version(ssl));
  snprintf(figures->cipher, sizeof figures->cipher, "%s", SSL_get_cipher_name(ssl));
}

/* The certificate is another host's: writes the name or address that we wanted. */
static void refused_host_put(const SSL *ssl, char *out, size_t capacity) {
  X509_VERIFY_PARAM *wanted = SSL_get0_param((SSL *)ssl);
  char *address = X509_VERIFY_PARAM_get1_ip_asc(wanted);
  const char *host = address ? address : X509_VERIFY_PARAM_get0_host(wanted, 0);
  snprintf(out, capacity, ": it is not for '%.80s'", host ? host : "");
  OPENSSL_free(address);
}

static void handshake_refused(const SSL *ssl, bool by_us, int alert) {
  struct tls *tls = tls_of(ssl);
  long verified = SSL_get_verify_result(ssl);
  char host[128] = "";
  if (verified == X509_V_ERR_HOSTNAME_MISMATCH || verified == X509_V_ERR_IP_ADDRESS_MISMATCH)
    refused_host_put(ssl, host, sizeof host);
  if (verified != X509_V_OK)
    snprintf(tls->failure, sizeof tls->failure,
             "the server's certificate is refused: %s%s (--tls-ca FILE)",
             X509_verify_cert_error_string(verified), host);
  else
    snprintf(tls->failure, sizeof tls->failure, "TLS handshake: %s: %s",
             by_us ? "we refused" : "the server refused", SSL_alert_desc_string_long(alert));
}

void tls_failed(struct tls *tls) {
  unsigned long code = ERR_peek_error();
  if (ERR_GET_REASON(code) == SSL_R_WRONG_VERSION_NUMBER)
    snprintf(tls->failure, sizeof tls->failure,
             "the server does not speak TLS: --connect http://...");
  else if (tls->failure[0] == '\0' && code != 0)
    snprintf(tls->failure, sizeof tls->failure, "TLS handshake: %s", ERR_reason_error_string(code));
  ERR_clear_error();
}

static void on_progress(const SSL *ssl, int where, int value) {
  if (where & SSL_CB_HANDSHAKE_START)
    handshake_began((SSL *)ssl);
  if (where & SSL_CB_HANDSHAKE_DONE)
    handshake_done(ssl);
  if (where & SSL_CB_ALERT && value >> 8 == FATAL)
    handshake_refused(ssl, where & SSL_CB_WRITE, value);
}

static void on_freed(void *ssl, void *state, CRYPTO_EX_DATA *data, int index, long number,
                     void *pointer) {
  (void)ssl;
  (void)data;
  (void)index;
  (void)number;
  (void)pointer;
  struct connection *connection = state;
  if (connection && !connection->done && !connection->tls->closing)
    connection->tls->figures.failed++;
  free(connection);
}

/* The server has sent a ticket. Returns 1 where we keep the reference to the session. */
static int on_session(SSL *ssl, SSL_SESSION *session) {
  const struct connection *connection = SSL_get_ex_data(ssl, connection_state);
  if (!connection || !connection->session || !connection->tls->resume)
    return 0;
  SSL_SESSION_free(connection->session->session);
  connection->session->session = session;
  return 1;
}

void tls_session_release(struct tls_session *session) {
  SSL_SESSION_free(session->session);
  session->session = NULL;
}

void tls_expect(struct tls *tls, int descriptor, struct tls_session *session) {
  if (descriptor >= 0 && (size_t)descriptor < tls->expected_capacity)
    tls->expected[descriptor] = session;
}

/* --- contexts ------------------------------------------------------------------- */

void tls_observe(struct tls *tls, SSL_CTX *context, uint64_t *data_down) {
  SSL_CTX_set_ex_data(context, context_tls, tls);
  SSL_CTX_set_ex_data(context, context_data_down, data_down);
  SSL_CTX_set_info_callback(context, on_progress);
  SSL_CTX_set_msg_callback(context, on_record);
}

static enum status ca_load(SSL_CTX *context, const char *ca, struct error *error) {
  if (ca[0] == '\0') {
    SSL_CTX_set_default_verify_paths(context);
    return STATUS_OK;
  }
  if (access(ca, R_OK) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "tls_ca: cannot read '%.300s': %s", ca,
                     strerror(errno));
  if (SSL_CTX_load_verify_locations(context, ca, NULL) != 1) {
    ERR_clear_error();
    return error_set(error, STATUS_ENVIRONMENT, "tls_ca: '%.300s' has no certificate in PEM form",
                     ca);
  }
  return STATUS_OK;
}

static bool indices_take(void) {
  if (context_tls < 0)
    context_tls = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  if (context_data_down < 0)
    context_data_down = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  if (connection_state < 0)
    connection_state = SSL_get_ex_new_index(0, NULL, NULL, NULL, on_freed);
  return context_tls >= 0 && context_data_down >= 0 && connection_state >= 0;
}

static enum status context_create(struct tls *tls, struct error *error) {
  SSL_CTX *context = tls->context = SSL_CTX_new(TLS_client_method());
  if (!context || !indices_take() || SSL_CTX_set_cipher_list(context, tls_ciphers) != 1)
    return error_set(error, STATUS_ENVIRONMENT, "OpenSSL does not start");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, on_session);
  /* as libcurl does: trust each certificate of the file, even one that is not self-signed */
  X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
  tls_observe(tls, context, NULL);
  return ca_load(context, tls->ca, error);
}

enum status tls_create(const char *ca, bool resume, struct counters *counters, struct tls **out,
                       struct error *error) {
  struct tls *tls = calloc(1, sizeof *tls);
  enum status status = STATUS_ENVIRONMENT;
  if (!tls)
    return error_set(error, status, "no memory for TLS");
  tls->ca = strdup(ca);
  tls->resume = resume;
  tls->counters = counters;
  tls->expected_capacity = (size_t)sysconf(_SC_OPEN_MAX);
  tls->expected = calloc(tls->expected_capacity, sizeof(struct tls_session *));
  if (!tls->ca || !tls->expected || histogram_init(&tls->figures.handshake) != STATUS_OK)
    error_set(error, status, "no memory for TLS");
  else
    status = context_create(tls, error);
  if (status == STATUS_OK)
    *out = tls;
  else
    tls_destroy(tls);
  return status;
}

void tls_offer_http2(struct tls *tls) {
  tls->http2 = true;
}

bool tls_offer(const struct tls *tls, struct ssl_st *ssl) {
  static const unsigned char http_1_1[] = "\x08http/1.1", http_2[] = "\x02h2";
  return (tls->http2 ? SSL_set_alpn_protos(ssl, http_2, sizeof http_2 - 1)
                     : SSL_set_alpn_protos(ssl, http_1_1, sizeof http_1_1 - 1)) == 0;
}

void tls_destroy(struct tls *tls) {
  if (!tls)
    return;
  SSL_CTX_free(tls->context);
  histogram_release(&tls->figures.handshake);
  free(tls->expected);
  free(tls->ca);
  free(tls);
}

void tls_closing(struct tls *tls) {
  tls->closing = true;
}

const struct tls_figures *tls_figures(const struct tls *tls) {
  return &tls->figures;
}

void tls_carry(struct tls *tls, struct carrier *carrier) {
  struct tls_figures *figures = &tls->figures;
  carrier_histogram(carrier, &figures->handshake);
  carrier_sum(carrier, &figures->full);
  carrier_sum(carrier, &figures->resumed);
  carrier_sum(carrier, &figures->failed);
  carrier_text(carrier, figures->version, sizeof figures->version);
  carrier_text(carrier, figures->cipher, sizeof figures->cipher);
}

const char *tls_ca(const struct tls *tls) {
  return tls->ca;
}

bool tls_resumes(const struct tls *tls) {
  return tls->resume;
}

const char *tls_failure(const struct tls *tls) {
  return tls->failure;
}

SSL_CTX *tls_context(const struct tls *tls) {
  return tls->context;
}

/* --- one connection ------------------------------------------------------------- */

bool tls_data_read(SSL *ssl, struct tls_data *out) {
  const struct connection *connection = ssl ? SSL_get_ex_data(ssl, connection_state) : NULL;
  if (!connection)
    return false;
  *out = (struct tls_data){.up = connection->up_data,
                           .down = connection->down_data,
                           .pending = (uint64_t)SSL_pending(ssl)};
  return true;
}

void tls_end(SSL *ssl) {
  if (!ssl || SSL_in_init(ssl))
    return;
  SSL_shutdown(ssl);
  ERR_clear_error();
}
