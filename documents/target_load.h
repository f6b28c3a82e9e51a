/* Reads target files. */
#ifndef DOCUMENTS_TARGET_LOAD_H
#define DOCUMENTS_TARGET_LOAD_H

#include "documents/target.h"

/* Reads a file and checks all of it. STATUS_USAGE names the file, the line, the key, what is wrong
 * and what to do. target_release frees it. */
enum status target_load(struct target_description *out, const char *path, struct error *error);

#endif
