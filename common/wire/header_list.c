/* Cuts at a mark, and compares without regard to case. */
#include "common/wire/header_list.h"

#include <string.h>
#include <strings.h>

bool header_list_next(const char **at, const char *end, char mark, const char **item,
                      size_t *bytes) {
  if (*at >= end)
    return false;
  const char *stop = memchr(*at, mark, (size_t)(end - *at));
  const char *item_end = stop ? stop : end;
  *item = *at;
  *at = stop ? stop + 1 : end;
  while (*item < item_end && (**item == ' ' || **item == '\t'))
    ++*item;
  while (item_end > *item && (item_end[-1] == ' ' || item_end[-1] == '\t'))
    item_end--;
  *bytes = (size_t)(item_end - *item);
  return true;
}

bool header_list_has(const char *list, size_t bytes, const char *token) {
  const char *end = list + bytes;
  const char *item = NULL;
  size_t item_bytes = 0;
  while (header_list_next(&list, end, ',', &item, &item_bytes))
    if (item_bytes == strlen(token) && strncasecmp(item, token, item_bytes) == 0)
      return true;
  return false;
}
