/* Sockets that do not block, and OpenSSL on them. */
#include "bench/probe/probe_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "common/base/clock.h"

/* Waits for the events. False after the deadline, and after an interrupt. */
static bool wait_for(int descriptor, short events, uint64_t deadline_ns) {
  while (interrupt_count() == 0) {
    uint64_t now_ns = clock_now_ns();
    if (now_ns >= deadline_ns)
      return false;
    struct pollfd fd = {.fd = descriptor, .events = events};
    int left_ms = (int)((deadline_ns - now_ns) / NS_PER_MS) + 1;
    if (poll(&fd, 1, left_ms) > 0)
      return true;
  }
  return false;
}

/* --- TCP ---------------------------------------------------------------------------------- */

/* 0, or the errno of the attempt that is under way. */
static int connect_finish(int descriptor) {
  uint64_t deadline_ns = clock_now_ns() + PROBE_CONNECT_MS * NS_PER_MS;
  int failure = 0;
  socklen_t size = sizeof failure;
  if (!wait_for(descriptor, POLLOUT, deadline_ns))
    return interrupt_count() > 0 ? EINTR : ETIMEDOUT;
  return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 ? failure : errno;
}

int probe_connect(const struct probed_path *path, int *failure) {
  int on = 1;
  int descriptor = socket(path->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    *failure = errno;
    return -1;
  }
  *failure = 0;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(descriptor, (const struct sockaddr *)&path->address, path->address_bytes) != 0)
    *failure = errno == EINPROGRESS ? connect_finish(descriptor) : errno;
  if (*failure == 0)
    return descriptor;
  close(descriptor);
  return -1;
}

/* --- TLS ---------------------------------------------------------------------------------- */

struct ssl_ctx_st *probe_tls_create(bool insecure) {
  SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
  if (!tls)
    return NULL;
  SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_default_verify_paths(tls);
  SSL_CTX_set_verify(tls, insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
  return tls;
}

void probe_tls_destroy(struct ssl_ctx_st *tls) {
  SSL_CTX_free(tls);
}

/* The certificate has to be for this host. */
static bool host_set(SSL *ssl, const char *host) {
  unsigned char address[sizeof(struct in6_addr)];
  if (inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1)
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
  return SSL_set_tlsext_host_name(ssl, host) == 1 && SSL_set1_host(ssl, host) == 1;
}

static SSL *ssl_create(const struct probed_path *path, enum probe_alpn alpn, int descriptor) {
  static const unsigned char both[] = "\x02h2\x08http/1.1", one[] = "\x08http/1.1";
  const unsigned char *offer = alpn == ALPN_BOTH ? both : one;
  unsigned offer_bytes = (unsigned)(alpn == ALPN_BOTH ? sizeof both : sizeof one) - 1;
  SSL *ssl = SSL_new(path->tls);
  if (ssl && host_set(ssl, path->url.host) && SSL_set_alpn_protos(ssl, offer, offer_bytes) == 0 &&
      SSL_set_fd(ssl, descriptor) == 1)
    return ssl;
  SSL_free(ssl);
  return NULL;
}

static void handshake_words(const SSL *ssl, char *why, size_t capacity) {
  long verified = SSL_get_verify_result(ssl);
  const char *reason = ERR_reason_error_string(ERR_peek_last_error());
  if (verified != X509_V_OK)
    snprintf(why, capacity, "its certificate is not good: %s (--insecure takes any)",
             X509_verify_cert_error_string(verified));
  else
    snprintf(why, capacity, "the TLS handshake failed: %s", reason ? reason : "it was cut off");
}

static bool handshake(struct probe_socket *socket, char *why, size_t capacity) {
  uint64_t deadline_ns = clock_now_ns() + PROBE_CONNECT_MS * NS_PER_MS;
  for (;;) {
    ERR_clear_error();
    int result = SSL_connect(socket->ssl);
    int error = SSL_get_error(socket->ssl, result);
    if (result == 1)
      return true;
    bool waits = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    if (!waits) {
      handshake_words(socket->ssl, why, capacity);
      return false;
    }
    if (!wait_for(socket->descriptor, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT,
                  deadline_ns)) {
      snprintf(why, capacity, "the TLS handshake took longer than %d s", PROBE_CONNECT_MS / 1000);
      return false;
    }
  }
}

bool probe_socket_has_h2(const struct probe_socket *socket) {
  const unsigned char *name = NULL;
  unsigned bytes = 0;
  if (socket->ssl)
    SSL_get0_alpn_selected(socket->ssl, &name, &bytes);
  return bytes == 2 && memcmp(name, "h2", 2) == 0;
}

/* --- a connection ------------------------------------------------------------------------- */

bool probe_socket_open(const struct probed_path *path, enum probe_alpn alpn,
                       struct probe_socket *out, char *why, size_t capacity) {
  int failure = 0;
  *out = (struct probe_socket){.descriptor = probe_connect(path, &failure)};
  if (out->descriptor < 0) {
    snprintf(why, capacity, "cannot connect: %s", strerror(failure));
    return false;
  }
  if (!path->tls)
    return true;
  out->ssl = ssl_create(path, alpn, out->descriptor);
  if (!out->ssl)
    snprintf(why, capacity, "cannot set TLS up");
  if (out->ssl && handshake(out, why, capacity))
    return true;
  probe_socket_close(out);
  return false;
}

void probe_socket_close(struct probe_socket *socket) {
  SSL_free(socket->ssl);
  socket->ssl = NULL;
  if (socket->descriptor >= 0)
    close(socket->descriptor);
  socket->descriptor = -1;
}

static enum socket_end end_by_errno(int failure) {
  return failure == ECONNRESET || failure == EPIPE ? SOCKET_RST : SOCKET_FAILED;
}

/* What SSL_read or SSL_write that returned `result` says of the end. */
static enum socket_end end_by_tls(const SSL *ssl, int result, int failure) {
  switch (SSL_get_error(ssl, result)) {
  case SSL_ERROR_WANT_READ:
  case SSL_ERROR_WANT_WRITE:
    return SOCKET_OPEN;
  case SSL_ERROR_ZERO_RETURN:
    return SOCKET_GOODBYE;
  case SSL_ERROR_SYSCALL:
    return failure == 0 ? SOCKET_FIN : end_by_errno(failure);
  default:
    return ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING ? SOCKET_FIN
                                                                                  : SOCKET_FAILED;
  }
}

size_t probe_socket_read(struct probe_socket *socket, char *out, size_t capacity) {
  if (socket->end != SOCKET_OPEN || socket->descriptor < 0)
    return 0;
  if (socket->ssl) {
    ERR_clear_error();
    errno = 0;
    int got = SSL_read(socket->ssl, out, (int)capacity);
    if (got > 0)
      return (size_t)got;
    socket->end = end_by_tls(socket->ssl, got, errno);
    return 0;
  }
  ssize_t got = recv(socket->descriptor, out, capacity, 0);
  if (got > 0)
    return (size_t)got;
  if (got == 0)
    socket->end = SOCKET_FIN;
  else if (errno != EAGAIN && errno != EINTR)
    socket->end = end_by_errno(errno);
  return 0;
}

bool probe_socket_wait(const struct probe_socket *socket, uint64_t deadline_ns) {
  return (socket->ssl && SSL_pending(socket->ssl) > 0) ||
         wait_for(socket->descriptor, POLLIN, deadline_ns);
}

/* Bytes that were taken, 0 for none so far; -1 where the connection has ended. */
static ssize_t write_some(struct probe_socket *socket, const char *bytes, size_t count) {
  if (!socket->ssl) {
    ssize_t sent = send(socket->descriptor, bytes, count, MSG_NOSIGNAL);
    if (sent >= 0 || errno == EAGAIN || errno == EINTR)
      return sent >= 0 ? sent : 0;
    return -1; /* the reader finds out how it ended */
  }
  ERR_clear_error();
  errno = 0;
  int sent = SSL_write(socket->ssl, bytes, (int)count);
  if (sent > 0)
    return sent;
  return end_by_tls(socket->ssl, sent, errno) == SOCKET_OPEN ? 0 : -1;
}

bool probe_socket_write(struct probe_socket *socket, const char *bytes, size_t count,
                        uint64_t deadline_ns) {
  while (count > 0) {
    ssize_t sent = socket->descriptor >= 0 ? write_some(socket, bytes, count) : -1;
    if (sent < 0)
      return false;
    bytes += sent;
    count -= (size_t)sent;
    /* an answer that comes meanwhile, as 413, wakes it too; the next attempt finds out */
    if (sent == 0 && !wait_for(socket->descriptor, POLLOUT, deadline_ns))
      return false;
  }
  return true;
}

const char *socket_end_words(enum socket_end end) {
  switch (end) {
  case SOCKET_OPEN:
    return "open";
  case SOCKET_FIN:
    return "FIN";
  case SOCKET_GOODBYE:
    return "TLS close_notify";
  case SOCKET_RST:
    return "RST";
  case SOCKET_FAILED:
    break;
  }
  return "a network error";
}
