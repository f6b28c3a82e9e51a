/* Compresses answers, which are made once and sent to many clients. The whole server has one
 * compressor, which takes a quarter of a megabyte. Any thread. */
#ifndef SERVERS_WIRE_GZIP_H
#define SERVERS_WIRE_GZIP_H

#include <stddef.h>

#include "common/base/status.h"

struct gzip;

/* STATUS_ENVIRONMENT without memory. */
enum status gzip_create(struct gzip **out, struct error *error);
void gzip_destroy(struct gzip *gzip); /* NULL is fine */

/* Compresses into `out` and returns the length; 0 when the result does not fit into `capacity`. */
size_t gzip_pack(struct gzip *gzip, const void *in, size_t in_bytes, void *out, size_t capacity);

#endif
