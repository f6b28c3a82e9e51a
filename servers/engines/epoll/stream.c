/* System calls, and the same over OpenSSL. */
#include "servers/engines/epoll/stream.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool stream_open(struct stream *stream, int descriptor, SSL_CTX *context) {
  *stream = (struct stream){.descriptor = descriptor};
  if (!context)
    return true;
  stream->tls = SSL_new(context);
  if (!stream->tls || SSL_set_fd(stream->tls, descriptor) != 1) {
    stream_close(stream, false);
    return false;
  }
  SSL_set_accept_state(stream->tls);
  SSL_set_mode(stream->tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return true;
}

bool stream_may_speak_http2(const struct stream *stream) {
  const unsigned char *chosen = NULL;
  unsigned bytes = 0;
  if (!stream->tls)
    return true;
  SSL_get0_alpn_selected(stream->tls, &chosen, &bytes);
  return bytes == 2 && memcmp(chosen, "h2", 2) == 0;
}

void stream_close(struct stream *stream, bool reset) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  SSL_free(stream->tls);
  stream->tls = NULL;
  if (reset)
    setsockopt(stream->descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(stream->descriptor);
  stream->descriptor = -1;
}

void stream_shut_down(struct stream *stream) {
  if (stream->tls && SSL_is_init_finished(stream->tls)) {
    ERR_clear_error();
    SSL_shutdown(stream->tls);
  }
  shutdown(stream->descriptor, SHUT_WR);
}

/* --- plain --------------------------------------------------------------------------- */

static ssize_t plain_result(ssize_t result) {
  if (result >= 0)
    return result;
  return errno == EAGAIN || errno == EINTR ? STREAM_AGAIN : STREAM_FAILED;
}

/* --- TLS ----------------------------------------------------------------------------- */

/* `result` of a call that did not succeed. */
static ssize_t tls_result(struct stream *stream, int result, bool reads) {
  switch (SSL_get_error(stream->tls, result)) {
  case SSL_ERROR_WANT_WRITE:
    stream->reads_by_write = reads;
    return STREAM_AGAIN;
  case SSL_ERROR_WANT_READ:
    return STREAM_AGAIN;
  case SSL_ERROR_ZERO_RETURN:
    return STREAM_ENDED;
  default:
    return STREAM_FAILED;
  }
}

static ssize_t tls_read(struct stream *stream, void *out, size_t capacity) {
  ERR_clear_error();
  stream->reads_by_write = false;
  int taken = SSL_read(stream->tls, out, (int)capacity);
  return taken > 0 ? taken : tls_result(stream, taken, true);
}

/* A record is made of bytes that stand together, so those of several parts are joined. */
static ssize_t tls_write(struct stream *stream, const struct iovec *parts, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count && bytes < STREAM_RECORD_BYTES; i++) {
    size_t room = STREAM_RECORD_BYTES - bytes;
    size_t part = parts[i].iov_len < room ? parts[i].iov_len : room;
    memcpy(stream->record + bytes, parts[i].iov_base, part);
    bytes += part;
  }
  ERR_clear_error();
  int written = SSL_write(stream->tls, stream->record, (int)bytes);
  return written > 0 ? written : tls_result(stream, written, false);
}

/* --- either -------------------------------------------------------------------------- */

ssize_t stream_read(struct stream *stream, void *out, size_t capacity) {
  if (stream->tls)
    return tls_read(stream, out, capacity);
  return plain_result(recv(stream->descriptor, out, capacity, 0));
}

bool stream_has_read_ahead(const struct stream *stream) {
  return stream->tls && SSL_pending(stream->tls) > 0;
}

ssize_t stream_write(struct stream *stream, const struct iovec *parts, int count) {
  if (stream->tls)
    return tls_write(stream, parts, count);
  if (count == 1)
    return plain_result(send(stream->descriptor, parts->iov_base, parts->iov_len, MSG_NOSIGNAL));
  const struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)parts,
                                 .msg_iovlen = (size_t)count};
  return plain_result(sendmsg(stream->descriptor, &message, MSG_NOSIGNAL));
}
