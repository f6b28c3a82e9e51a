/* The head of a request as the server has read it, as text: what /probe answers with. Pure.
 *
 * Its first line says whether all lines of the head are there, the second is the request's, and
 * each further one is "name: value", its name in small letters. The values of headers that carry
 * secrets are left out, whoever has added them: the asker, or a proxy on the way. */
#ifndef SERVERS_WIRE_RECEIVED_HEAD_H
#define SERVERS_WIRE_RECEIVED_HEAD_H

#include <stdbool.h>

#include "common/base/growing_text.h"

#define RECEIVED_HEAD_ALL "all"
#define RECEIVED_HEAD_KNOWN "known" /* only headers whose names the engine knows */

/* Stands for a value that is left out. */
#define RECEIVED_HEAD_HIDDEN "(hidden)"

/* Headers that the probe sends, or that proxies are known to add, in small letters, for engines
 * whose library tells no names of headers that it does not know. Ended by NULL. */
extern const char *const received_head_names[];

/* `query` may be NULL or "". */
void received_head_begin(struct growing_text *out, bool all, const char *method, const char *path,
                         const char *query, const char *version);

/* Bytes of a name or value that are not printable ASCII become question marks. */
void received_head_add(struct growing_text *out, const char *name, const char *value);

#endif
