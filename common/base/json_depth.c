/* Counts brackets outside of strings. */
#include "common/base/json_depth.h"

bool json_depth_fits(const char *text, size_t bytes) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < bytes; i++) {
    char c = text[i];
    if (in_string && c == '\\')
      i++; /* the escaped character may be a quote */
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
      return false;
    else if (!in_string && (c == ']' || c == '}') && depth > 0)
      depth--;
  }
  return true;
}
