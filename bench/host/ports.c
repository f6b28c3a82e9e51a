/* Reads, chooses and checks ports. */
#include "bench/host/ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/decimal.h"
#include "common/base/local_ports.h"

enum { PORT_MIN = 10000, PORTS_MIN = 2000, TRIES = 200 };

/* ---- the text ---- */

static enum status malformed(const char *text, struct error *error) {
  return error_set(error, STATUS_USAGE,
                   "--ports '%.100s': it has to be '=4711' for {port}, and ',api=4712' for "
                   "{port.api}, with different numbers from 1 to 65535",
                   text);
}

static size_t port_named(const struct ports *ports, const char *name, size_t bytes) {
  size_t i = 0;
  while (i < ports->count &&
         (strlen(ports->items[i].name) != bytes || memcmp(ports->items[i].name, name, bytes) != 0))
    i++;
  return i;
}

static bool has_number(const struct ports *ports, uint64_t number) {
  for (size_t i = 0; i < ports->count; i++)
    if (ports->items[i].number == number)
      return true;
  return false;
}

static void number_set(struct ports *ports, size_t i, uint16_t number) {
  ports->items[i].number = number;
  snprintf(ports->items[i].text, sizeof ports->items[i].text, "%u", number);
}

/* Reads "api=4712" at *at, which moves behind it. */
static enum status port_read(struct ports *ports, const char *text, const char **at,
                             struct error *error) {
  size_t bytes = strcspn(*at, "=,");
  const char *name = *at, *digits = *at + bytes + 1;
  uint64_t number;
  if (name[bytes] != '=' || !decimal_read(&digits, digits + strlen(digits), &number) ||
      number == 0 || number > UINT16_MAX || has_number(ports, number))
    return malformed(text, error);
  size_t i = port_named(ports, name, bytes);
  if (i == ports->count)
    return error_set(error, STATUS_USAGE, "--ports: the description has no {port%s%.*s}",
                     bytes > 0 ? "." : "", (int)bytes, name);
  if (ports->items[i].number)
    return malformed(text, error);
  number_set(ports, i, (uint16_t)number);
  *at = digits;
  return STATUS_OK;
}

enum status ports_read(struct ports *ports, const struct target_description *description,
                       const char *text, struct error *error) {
  struct ports read = {.count = description->port_count};
  for (size_t i = 0; i < read.count; i++)
    read.items[i].name = description->ports[i];
  for (const char *at = text; at;) {
    enum status status = port_read(&read, text, &at, error);
    if (status != STATUS_OK)
      return status;
    if (*at && *at != ',')
      return malformed(text, error);
    at = *at ? at + 1 : NULL;
  }
  *ports = read;
  return STATUS_OK;
}

/* ---- free ports ---- */

/* A number at random from below the range of connecting sockets, or from above it; 0, for which the
 * kernel takes one from the range, where neither has enough. */
static uint16_t port_drawn(void) {
  uint64_t drawn;
  const struct local_ports local = local_ports_read();
  uint64_t first = local.first, last = local.last;
  uint64_t begin = PORT_MIN, count = first > PORT_MIN ? first - PORT_MIN : 0;
  if (count < PORTS_MIN) {
    begin = last + 1;
    count = UINT16_MAX > last ? UINT16_MAX - last : 0;
  }
  if (count < PORTS_MIN || getrandom(&drawn, sizeof drawn, 0) != sizeof drawn)
    return 0;
  return (uint16_t)(begin + drawn % count);
}

/* Binds a socket to the port at all addresses, which nobody may use at any. -1 with errno. */
static int port_bind(uint16_t *number) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(*number)};
  socklen_t bytes = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
                  getsockname(fd, (struct sockaddr *)&address, &bytes) != 0)) {
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
  }
  *number = ntohs(address.sin_port);
  return fd;
}

/* The socket keeps the port until all are chosen. */
static int port_choose(struct ports *ports, size_t i) {
  for (int try = 0; try < TRIES; try++) {
    uint16_t number = port_drawn();
    int fd = port_bind(&number);
    if (fd >= 0 && !has_number(ports, number)) {
      number_set(ports, i, number);
      return fd;
    }
    if (fd >= 0)
      close(fd);
  }
  return -1;
}

static enum status taken_check(uint16_t number, struct error *error) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(number)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool taken = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
  if (fd >= 0)
    close(fd);
  if (taken)
    return error_set(error, STATUS_ENVIRONMENT,
                     "port %u of 127.0.0.1 is taken: another program takes connections there",
                     number);
  return STATUS_OK;
}

enum status ports_take(struct ports *ports, struct error *error) {
  int held[TARGET_PORTS_MAX];
  enum status status = STATUS_OK;
  for (size_t i = 0; i < ports->count; i++) {
    held[i] = -1;
    if (status != STATUS_OK)
      continue;
    if (ports->items[i].number) {
      status = taken_check(ports->items[i].number, error);
      continue;
    }
    held[i] = port_choose(ports, i);
    if (held[i] < 0)
      status = error_set(error, STATUS_ENVIRONMENT, "no port is free: %s", strerror(errno));
  }
  for (size_t i = 0; i < ports->count; i++)
    if (held[i] >= 0)
      close(held[i]);
  return status;
}

/* ---- what they are ---- */

const char *ports_value(const struct ports *ports, const char *variable) {
  if (strcmp(variable, "port") != 0 && strncmp(variable, "port.", 5) != 0)
    return NULL;
  const char *name = variable[4] ? variable + 5 : "";
  size_t i = port_named(ports, name, strlen(name));
  return i < ports->count ? ports->items[i].text : NULL;
}

json_t *ports_json(const struct ports *ports) {
  json_t *object = json_object();
  for (size_t i = 0; i < ports->count; i++)
    json_object_set_new(object, ports->items[i].name, json_integer(ports->items[i].number));
  return object;
}
