/* Whether a request opens a WebSocket (RFC 6455, section 4.2.1): its own headers. Pure. */
#ifndef SERVERS_WIRE_HANDSHAKE_H
#define SERVERS_WIRE_HANDSHAKE_H

/* The values of headers, "" or NULL where there is none. */
struct handshake_text {
  const char *http_version; /* "1.1" */
  const char *upgrade;
  const char *connection;
  const char *version; /* Sec-WebSocket-Version */
  const char *key;     /* Sec-WebSocket-Key */
};

/* 0, or the status to refuse with: 400, or 426 where another version is wanted. */
int handshake_check(const struct handshake_text *text, const char **reason);

#endif
