/* Short forms for the rows of shapes, and what several tables of target files have. For the tables'
 * files alone. */
#ifndef DOCUMENTS_SHAPE_ROWS_H
#define DOCUMENTS_SHAPE_ROWS_H

#include "documents/shape.h"

enum { SECONDS_MAX = 3600, STATUS_CODE_MIN = 100, STATUS_CODE_MAX = 599 };

#define TEXT \
  { .kind = SHAPE_TEXT }
#define WORDS \
  { .kind = SHAPE_WORDS }
#define POINTER \
  { .kind = SHAPE_POINTER }
#define SWITCH \
  { .kind = SHAPE_SWITCH }
#define ONLY_TRUE \
  { .kind = SHAPE_TRUE }
#define SECONDS \
  { .kind = SHAPE_NUMBER, .minimum = 0.001, .maximum = SECONDS_MAX }
#define CODE \
  { .kind = SHAPE_WHOLE, .minimum = STATUS_CODE_MIN, .maximum = STATUS_CODE_MAX }
#define CHOICE(names) \
  { .kind = SHAPE_CHOICE, .choices = (names) }
#define WITH(shape_kind, variables) \
  { .kind = (shape_kind), .scope = (variables) }
#define OBJECT(shape) \
  { .kind = SHAPE_OBJECT, .object = &(shape) }
#define LIST_OF(value) \
  { .kind = SHAPE_LIST, .item = &(value) }
#define MAP_OF(value) \
  { .kind = SHAPE_MAP, .item = &(value) }

/* Protocols add a few of their own. */
enum { HEADERS_MAX = 12 };
#define HEADERS_OF(value) \
  { .kind = SHAPE_MAP, .item = &(value), .maximum = HEADERS_MAX }

#endif
