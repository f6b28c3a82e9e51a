/* Reads and writes small files. */
#include "bench/measure/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool proc_file_read(const char *path, char *out, size_t capacity) {
  size_t count = 0;
  errno = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  /* the kernel may give a long file in several pieces */
  for (ssize_t bytes = 1; bytes > 0 && count + 1 < capacity;) {
    bytes = read(fd, out + count, capacity - 1 - count);
    count += bytes > 0 ? (size_t)bytes : 0;
  }
  int reason = count > 0 ? 0 : errno;
  close(fd);
  errno = reason;
  out[count] = '\0';
  return count > 0;
}

bool proc_file_write(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
  int reason = errno;
  if (fd >= 0)
    close(fd);
  errno = reason;
  return good;
}

bool proc_file_number(const char *text, const char *name, uint64_t *out) {
  size_t bytes = strlen(name);
  for (const char *line = text; line; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (strncmp(line, name, bytes) != 0 || line[bytes] != ':')
      continue;
    const char *digits = line + bytes + 1;
    digits += strspn(digits, " \t");
    char *end;
    unsigned long long value = strtoull(digits, &end, 10);
    if (end == digits)
      return false;
    *out = value;
    return true;
  }
  return false;
}
