/* OpenSSL on a BIO of our own. */
#include "clients/net/tls_stream.h"

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct tls_stream {
  struct tls *tls;
  SSL *ssl;
  const char *input; /* bytes that are given and not read yet */
  size_t input_bytes;
  struct tls_output output;
};

/* --- the BIO ----------------------------------------------------------------------- */

static int bio_write(BIO *bio, const char *bytes, int count) {
  struct tls_stream *stream = BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  stream->output.write(stream->output.owner, bytes, (size_t)count);
  return count;
}

static int bio_read(BIO *bio, char *out, int capacity) {
  struct tls_stream *stream = BIO_get_data(bio);
  size_t taken = stream->input_bytes < (size_t)capacity ? stream->input_bytes : (size_t)capacity;
  BIO_clear_retry_flags(bio);
  if (taken == 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  memcpy(out, stream->input, taken);
  stream->input += taken;
  stream->input_bytes -= taken;
  return (int)taken;
}

static long bio_control(BIO *bio, int command, long number, void *pointer) {
  (void)bio;
  (void)number;
  (void)pointer;
  return command == BIO_CTRL_FLUSH;
}

/* The method of all streams, made once in the process; NULL without memory. The users' thread and
 * the publisher's may be the first at the same time. */
static BIO_METHOD *method_made;
static pthread_once_t method_once = PTHREAD_ONCE_INIT;

static void method_make(void) {
  BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pushbench");
  if (method) {
    BIO_meth_set_write(method, bio_write);
    BIO_meth_set_read(method, bio_read);
    BIO_meth_set_ctrl(method, bio_control);
  }
  method_made = method;
}

static const BIO_METHOD *bio_method(void) {
  pthread_once(&method_once, method_make);
  return method_made;
}

/* --- making and ending -------------------------------------------------------------- */

/* Sets the host that the certificate must have. A name is also sent to the server (SNI). */
static bool host_set(SSL *ssl, const char *host) {
  struct in_addr address;
  if (inet_pton(AF_INET, host, &address) == 1)
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
  return SSL_set1_host(ssl, host) == 1 && SSL_set_tlsext_host_name(ssl, host) == 1;
}

struct tls_stream *tls_stream_create(struct tls *tls, const char *host, struct tls_session *session,
                                     struct tls_output output) {
  struct tls_stream *stream = calloc(1, sizeof *stream);
  const BIO_METHOD *method = bio_method();
  if (!stream || !method) {
    free(stream);
    return NULL;
  }
  stream->tls = tls;
  stream->output = output;
  stream->ssl = SSL_new(tls_context(tls));
  BIO *bio = stream->ssl ? BIO_new(method) : NULL;
  if (!bio) {
    tls_stream_destroy(stream);
    return NULL;
  }
  BIO_set_data(bio, stream);
  BIO_set_init(bio, 1);
  SSL_set_bio(stream->ssl, bio, bio);
  SSL_set_connect_state(stream->ssl);
  SSL_set_verify(stream->ssl, SSL_VERIFY_PEER, NULL);
  if (!host_set(stream->ssl, host) || !tls_adopt(tls, stream->ssl, session) ||
      !tls_offer(tls, stream->ssl)) {
    tls_stream_destroy(stream);
    return NULL;
  }
  return stream;
}

void tls_stream_destroy(struct tls_stream *stream) {
  if (!stream)
    return;
  SSL_free(stream->ssl);
  ERR_clear_error();
  free(stream);
}

/* --- bytes ------------------------------------------------------------------------- */

void tls_stream_give(struct tls_stream *stream, const char *bytes, size_t count) {
  stream->input = bytes;
  stream->input_bytes = count;
}

static enum tls_progress progress_of(const struct tls_stream *stream, int result) {
  switch (SSL_get_error(stream->ssl, result)) {
  case SSL_ERROR_NONE:
    return TLS_PROGRESS_DONE;
  case SSL_ERROR_WANT_READ:
  case SSL_ERROR_ZERO_RETURN:
    return TLS_PROGRESS_WAITS;
  default:
    tls_failed(stream->tls);
    return TLS_PROGRESS_FAILED;
  }
}

enum tls_progress tls_stream_handshake(struct tls_stream *stream) {
  ERR_clear_error();
  return progress_of(stream, SSL_do_handshake(stream->ssl));
}

enum tls_progress tls_stream_read(struct tls_stream *stream, char *out, size_t capacity,
                                  size_t *count) {
  enum tls_progress progress = TLS_PROGRESS_DONE;
  *count = 0;
  ERR_clear_error();
  while (*count < capacity && progress == TLS_PROGRESS_DONE) {
    size_t room = capacity - *count;
    int got = SSL_read(stream->ssl, out + *count, room < INT_MAX ? (int)room : INT_MAX);
    progress = progress_of(stream, got);
    *count += got > 0 ? (size_t)got : 0;
  }
  return progress;
}

bool tls_stream_write(struct tls_stream *stream, const char *bytes, size_t count) {
  ERR_clear_error();
  while (count > 0) {
    int went = SSL_write(stream->ssl, bytes, count < INT_MAX ? (int)count : INT_MAX);
    if (went <= 0)
      return false;
    bytes += went;
    count -= (size_t)went;
  }
  return true;
}

void tls_stream_end(struct tls_stream *stream) {
  tls_end(stream->ssl);
}
