/* Writes control characters as C does, and finds the keys of an object. */
#include "bench/try/shown.h"

#include <string.h>

#include "bench/base/bounded_text.h"

void shown_append(char *out, size_t capacity, const char *text) {
  static const char controls[] = "\n\r\t", letters[] = "nrt";
  while (*text) {
    size_t plain = 0;
    while ((unsigned char)text[plain] >= ' ' && text[plain] != 0x7f)
      plain++;
    if (plain > 0 && !bounded_append(out, capacity, "%.*s", (int)plain, text))
      return;
    text += plain;
    const char *control = *text ? strchr(controls, *text) : NULL;
    if (control)
      bounded_append(out, capacity, "\\%c", letters[control - controls]);
    else if (*text)
      bounded_append(out, capacity, "\\x%02x", (unsigned char)*text);
    text += *text != '\0';
  }
}

/* The length of a JSON string's inside, behind its first quote. */
static size_t string_bytes(const char *text) {
  size_t bytes = 0;
  while (text[bytes] && text[bytes] != '"')
    bytes += text[bytes] == '\\' && text[bytes + 1] ? 2 : 1;
  return bytes;
}

static const char *blanks_skip(const char *text) {
  return text + strspn(text, " \t\r\n");
}

/* By how much a character changes the depth in arrays and objects. */
static int deeper(char letter) {
  return (letter == '{' || letter == '[') - (letter == '}' || letter == ']');
}

/* The keys of the object whose brace is behind us. A string that a colon follows, in no array or
 * object within it, is one. */
static size_t keys_append(char *out, size_t capacity, const char *text) {
  size_t keys = 0;
  for (int depth = 1; *text && depth > 0; text++) {
    depth += deeper(*text);
    if (*text != '"')
      continue;
    const char *key = text + 1;
    size_t bytes = string_bytes(key);
    if (!key[bytes])
      return keys;
    text = key + bytes;
    if (depth == 1 && *blanks_skip(text + 1) == ':')
      bounded_append(out, capacity, "%s\"%.*s\"", keys++ > 0 ? ", " : "its keys are ", (int)bytes,
                     key);
  }
  return keys;
}

void shown_keys_append(char *out, size_t capacity, const char *text) {
  text = blanks_skip(text);
  if (*text == '[')
    bounded_append(out, capacity, "it is a list");
  else if (*text != '{')
    bounded_append(out, capacity, "it is no object of JSON");
  else if (keys_append(out, capacity, text + 1) == 0)
    bounded_append(out, capacity, "it has no keys");
}
