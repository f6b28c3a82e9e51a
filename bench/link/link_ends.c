/* Namespaces, and what `ip` sets up in them. */
#include "bench/link/link_ends.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/measure/proc_file.h"
#include "bench/measure/process.h"
#include "bench/measure/user_namespace.h"
#include "common/suite/link_addresses.h"

enum { IP_MS = 10000, COMMANDS_BYTES = 2048 };

/* ---- namespaces ---- */

/* Enters a new namespace, and returns a file of it; -1 with errno. */
static int network_namespace_make(void) {
  if (unshare(CLONE_NEWNET) != 0)
    return -1;
  proc_file_write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1"); /* it would speak by itself */
  proc_file_write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
  proc_file_write("/proc/sys/net/ipv4/ip_local_port_range", "1024 65535");
  return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

static enum status namespaces_make(struct link_ends *ends, struct error *error) {
  uid_t user = geteuid();
  gid_t group = getegid();
  ends->namespaces[LINK_SERVER_SIDE] = network_namespace_make();
  if (ends->namespaces[LINK_SERVER_SIDE] < 0 && errno == EPERM) {
    /* there root, as `ip` has to be */
    ends->in_user_namespace = unshare(CLONE_NEWUSER) == 0 && user_namespace_map(0, 0, user, group);
    if (ends->in_user_namespace)
      ends->namespaces[LINK_SERVER_SIDE] = network_namespace_make();
  }
  if (ends->namespaces[LINK_SERVER_SIDE] >= 0)
    ends->namespaces[LINK_CLIENT_SIDE] = network_namespace_make();
  if (ends->namespaces[LINK_CLIENT_SIDE] < 0)
    return error_set(error, STATUS_ENVIRONMENT,
                     "a link needs network namespaces: run as root, or permit user namespaces "
                     "(sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone): %s",
                     strerror(errno));
  return STATUS_OK;
}

static enum status namespace_enter(const struct link_ends *ends, enum link_side side,
                                   struct error *error) {
  if (setns(ends->namespaces[side], CLONE_NEWNET) == 0)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "a network namespace cannot be entered: %s",
                   strerror(errno));
}

/* ---- ip ---- */

/* Carries commands out in the namespace that this process is in. */
static enum status ip_run(const char *commands, struct error *error) {
  char name[] = "ip", batch[] = "-batch", input[] = "-";
  char *arguments[] = {name, batch, input, NULL};
  const struct process_plan plan = {
      .program = "ip", .arguments = arguments, .cpu = -1, .hears = true};
  struct process process;
  if (process_start(&process, &plan, NULL) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT,
                     "a link needs the program ip: install the package iproute2");
  bool said = process_say(&process, commands);
  close(process.in_fd);
  process.in_fd = -1;
  enum status status = STATUS_OK;
  if (!process_succeeds(&process, IP_MS) || !said)
    status = error_set(error, STATUS_ENVIRONMENT, "the link cannot be set up: ip: %.300s",
                       *process.line ? process.line : "did not end");
  process_release(&process);
  return status;
}

static enum status devices_make(struct link_ends *ends, enum link_side side, bool as_tun,
                                struct error *error) {
  enum status status = namespace_enter(ends, side, error);
  if (status == STATUS_OK && !as_tun)
    status = ip_run("link add name " NETWORK_DEVICE_NAME " type veth peer name relay\n", error);
  if (status == STATUS_OK)
    status = network_device_open(&ends->devices[side], as_tun, error);
  return status;
}

/* The users' addresses are all those of a network, which needs no list of them. */
static enum status addresses_set(const struct link_ends *ends, enum link_side side, bool as_tun,
                                 struct error *error) {
  static const char *const own[LINK_SIDES] = {
      [LINK_CLIENT_SIDE] =
          "addr add " LINK_FIRST_USER "/32 dev " NETWORK_DEVICE_NAME "\n"
          "route add local " LINK_USERS_NETWORK " dev lo\n"
          "route add " LINK_SERVER "/32 dev " NETWORK_DEVICE_NAME " src " LINK_FIRST_USER "\n"
          "addr add " LINK_CONTROL_CLIENT "/30 dev control\n",
      [LINK_SERVER_SIDE] =
          "addr add " LINK_SERVER "/32 dev " NETWORK_DEVICE_NAME "\n"
          "route add " LINK_USERS_NETWORK " dev " NETWORK_DEVICE_NAME " src " LINK_SERVER "\n"
          "addr add " LINK_CONTROL_SERVER "/30 dev control\n",
  };
  char commands[COMMANDS_BYTES];
  snprintf(commands, sizeof commands,
           "link set dev lo up\n"
           "link set dev control up\n"
           "%s"
           "link set dev " NETWORK_DEVICE_NAME " up mtu 1500 txqueuelen 10000\n"
           "%s",
           network_device_commands(as_tun), own[side]);
  enum status status = namespace_enter(ends, side, error);
  return status == STATUS_OK ? ip_run(commands, error) : status;
}

/* A pair of devices without delay or loss, for the client's own requests. */
static enum status control_make(const struct link_ends *ends, struct error *error) {
  char command[256];
  snprintf(command, sizeof command,
           "link add control type veth peer name control netns /proc/%d/fd/%d\n", (int)getpid(),
           ends->namespaces[LINK_SERVER_SIDE]);
  enum status status = namespace_enter(ends, LINK_CLIENT_SIDE, error);
  return status == STATUS_OK ? ip_run(command, error) : status;
}

enum status link_ends_make(struct link_ends *ends, bool as_tun, struct error *error) {
  *ends = LINK_ENDS_NONE;
  enum status status = namespaces_make(ends, error);
  if (status == STATUS_OK)
    status = control_make(ends, error);
  for (int side = 0; status == STATUS_OK && side < LINK_SIDES; side++) {
    status = devices_make(ends, (enum link_side)side, as_tun, error);
    if (status == STATUS_OK)
      status = addresses_set(ends, (enum link_side)side, as_tun, error);
  }
  if (status != STATUS_OK)
    link_ends_release(ends);
  return status;
}

void link_ends_release(struct link_ends *ends) {
  for (int side = 0; side < LINK_SIDES; side++) {
    network_device_close(&ends->devices[side]);
    if (ends->namespaces[side] >= 0)
      close(ends->namespaces[side]);
  }
  *ends = LINK_ENDS_NONE;
}
