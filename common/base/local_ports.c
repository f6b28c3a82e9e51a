/* Two numbers with blanks between. */
#include "common/base/local_ports.h"

#include <stdio.h>
#include <string.h>

#include "common/base/decimal.h"

struct local_ports local_ports_read(void) {
  struct local_ports ports = {.first = 32768, .last = 60999};
  char text[64];
  FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");
  size_t bytes = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file)
    fclose(file);
  text[bytes] = '\0';
  const char *at = text, *end = text + bytes;
  struct local_ports read = ports;
  if (!decimal_read(&at, end, &read.first))
    return ports;
  at += strspn(at, " \t");
  return decimal_read(&at, end, &read.last) && read.last >= read.first ? read : ports;
}
