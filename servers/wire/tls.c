/* OpenSSL contexts for the engines.
 *
 * The engines' libraries use the same OpenSSL, but with different settings; here both get the same:
 * TLS 1.2 or 1.3 (in practice 1.3), OpenSSL's order of ciphers, no buffers for idle connections,
 * and tickets, or no resumption at all. */
#include "servers/wire/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <unistd.h>

enum { TIME_TEXT_BYTES = 64 };

static enum status files_check(const struct server_options *options, struct error *error) {
  const struct {
    const char *option, *path;
  } files[] = {{"tls_certificate", options->tls_certificate}, {"tls_key", options->tls_key}};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (files[i].path[0] == '\0')
      return error_set(error, STATUS_USAGE,
                       "tls needs tls_certificate and tls_key: files in PEM form");
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (access(files[i].path, R_OK) != 0)
      return error_set(error, STATUS_ENVIRONMENT, "%s: cannot read '%.300s': %s", files[i].option,
                       files[i].path, strerror(errno));
  return STATUS_OK;
}

static void time_write(const ASN1_TIME *time, char out[TIME_TEXT_BYTES]) {
  BIO *text = BIO_new(BIO_s_mem());
  int bytes = 0;
  if (text && ASN1_TIME_print(text, time) == 1)
    bytes = BIO_read(text, out, TIME_TEXT_BYTES - 1);
  out[bytes > 0 ? bytes : 0] = '\0';
  BIO_free(text);
}

static enum status validity_check(const X509 *certificate, const char *path, struct error *error) {
  char time[TIME_TEXT_BYTES];
  const ASN1_TIME *begins = X509_get0_notBefore(certificate);
  const ASN1_TIME *ends = X509_get0_notAfter(certificate);
  if (X509_cmp_current_time(ends) <= 0) {
    time_write(ends, time);
    return error_set(error, STATUS_ENVIRONMENT, "tls_certificate: '%.300s' expired on %s", path,
                     time);
  }
  if (X509_cmp_current_time(begins) > 0) {
    time_write(begins, time);
    return error_set(error, STATUS_ENVIRONMENT, "tls_certificate: '%.300s' is not valid before %s",
                     path, time);
  }
  return STATUS_OK;
}

/* Without this function, OpenSSL asks for a password on the terminal. */
/* NOLINTNEXTLINE(readability-non-const-parameter): OpenSSL's signature */
static int no_password(char *out, int capacity, int writing, void *context) {
  (void)out;
  (void)capacity;
  (void)writing;
  (void)context;
  return 0;
}

static enum status certificate_load(SSL_CTX *context, const struct server_options *options,
                                    struct error *error) {
  SSL_CTX_set_default_passwd_cb(context, no_password);
  if (SSL_CTX_use_certificate_chain_file(context, options->tls_certificate) != 1)
    return error_set(error, STATUS_ENVIRONMENT,
                     "tls_certificate: '%.300s' is not a certificate in PEM form",
                     options->tls_certificate);
  const X509 *certificate = SSL_CTX_get0_certificate(context);
  ERR_clear_error();
  bool loaded = SSL_CTX_use_PrivateKey_file(context, options->tls_key, SSL_FILETYPE_PEM) == 1;
  bool mismatch = loaded ? SSL_CTX_check_private_key(context) != 1
                         : ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
  if (mismatch)
    return error_set(error, STATUS_ENVIRONMENT,
                     "tls_key: '%.200s' does not belong to the certificate '%.200s'",
                     options->tls_key, options->tls_certificate);
  if (!loaded)
    return error_set(error, STATUS_ENVIRONMENT,
                     "tls_key: '%.300s' is not a private key in PEM form without a password",
                     options->tls_key);
  return validity_check(certificate, options->tls_certificate, error);
}

enum status tls_context_fill(SSL_CTX *context, const struct server_options *options,
                             struct error *error) {
  enum status status = files_check(options, error);
  if (status == STATUS_OK)
    status = certificate_load(context, options, error);
  ERR_clear_error();
  if (status != STATUS_OK)
    return status;
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  if (!options->tls_resume) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
  }
  return STATUS_OK;
}

/* HTTP/2 where the peer offers it. One that offers nothing speaks 1.1. */
static int alpn_select(SSL *connection, const unsigned char **out, unsigned char *out_bytes,
                       const unsigned char *offered, unsigned offered_bytes, void *owner) {
  static const unsigned char known[] = "\x02h2\x08http/1.1";
  unsigned char *chosen = NULL;
  (void)connection;
  (void)owner;
  if (SSL_select_next_proto(&chosen, out_bytes, known, sizeof known - 1, offered, offered_bytes) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

enum status tls_context_create(const struct server_options *options, SSL_CTX **out,
                               struct error *error) {
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  if (!context)
    return error_set(error, STATUS_ENVIRONMENT, "OpenSSL does not start");
  enum status status = tls_context_fill(context, options, error);
  if (options->http_version == HTTP_2)
    SSL_CTX_set_alpn_select_cb(context, alpn_select, NULL);
  if (status == STATUS_OK)
    *out = context;
  else
    SSL_CTX_free(context);
  return status;
}

void tls_context_release(SSL_CTX *context) {
  SSL_CTX_free(context);
}
