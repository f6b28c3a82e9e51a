/* The users' sockets, and the kernel's counts of them: live sockets are asked, and the counts of
 * closed ones are kept. Sockets are known by their descriptors, whatever library made them. */
#ifndef CLIENTS_NET_SOCKETS_H
#define CLIENTS_NET_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "common/base/status.h"
#include "common/wire/wire_bytes.h"

struct socket_lingering;

struct sockets {
  struct loop *loop;
  bool *live; /* whether a descriptor is a user's socket */
  size_t capacity;
  size_t live_count;
  struct wire_bytes closed; /* the sum over closed sockets */
  uint64_t drained_bytes;   /* read when sockets were closed, and by nobody else */
  uint64_t patience_ns;     /* how long sockets_finish may still wait */
  struct socket_lingering *lingering;
};

/* The number of descriptors that this process may have, by its file limit. */
size_t sockets_capacity(void);

enum status sockets_init(struct sockets *sockets, struct loop *loop, size_t capacity,
                         struct error *error);

/* Closes the sockets that still wait for the server's FIN. */
void sockets_release(struct sockets *sockets);

/* Sets the size of the kernel's receive buffer; 0: the system's. Called before connect(2), it also
 * bounds the first window that the peer sees. */
void sockets_limit_receiving(int descriptor, int bytes);

/* The descriptor is a connected socket of a user. */
void sockets_opened(struct sockets *sockets, int descriptor);

/* Whether small segments are sent at once, without Nagle's algorithm. */
void sockets_set_nodelay(int descriptor, bool nodelay);

/* Drops the bytes that the socket still has, and reads its counts for the last time. To be called
 * before close(2). */
void sockets_closing(struct sockets *sockets, int descriptor);

/* Resets a connection of the client's own, as somebody on the way might do: the server gets an RST,
 * and the next read says ECONNRESET. The counts are read before. False with errno. */
bool sockets_reset(struct sockets *sockets, int descriptor);

/* A library has closed the socket already: its counts are lost. */
void sockets_lost(struct sockets *sockets, int descriptor);

enum { SOCKETS_LINGER_MS = 500 };

/* Closes a socket that is a library's to close. */
struct socket_closer {
  void (*close)(void *owner);
  void *owner;
};

/* Takes the socket over: sends our FIN, reads up to the server's FIN, or for at most
 * SOCKETS_LINGER_MS, and closes it, so that both FINs are counted. `by`: closes it, perhaps at
 * once; the library must not read from it any more. NULL: close(2). True: the socket was reset, but
 * the server's FIN had come before. */
bool sockets_close_softly(struct sockets *sockets, int descriptor, const struct socket_closer *by);

/* A library closes such a socket now by itself: counts it, and does not call `by`. */
void sockets_let_go(struct sockets *sockets, int descriptor);

enum { SOCKETS_PATIENCE_MS = 200 };

/* For a library that closes its sockets itself, at the end of the run: sends our FIN, and waits for
 * the server's and for the acknowledgements, usually some 50 us, at most 1 ms, and for all sockets
 * together at most SOCKETS_PATIENCE_MS. Segments that come later are not counted. To be called
 * before sockets_closing. */
void sockets_finish(struct sockets *sockets, int descriptor);

/* Bytes that have arrived and were not read; 0 where the kernel does not say. */
uint64_t sockets_unread_bytes(int descriptor);

/* The sum over closed and live sockets. Asks the kernel once for each live socket. */
struct wire_bytes sockets_sum(const struct sockets *sockets);

#endif
