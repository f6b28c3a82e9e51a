/* The filter of one instruction. */
#include "common/wire/silence.h"

#include <linux/filter.h>
#include <sys/socket.h>

bool socket_silence(int descriptor) {
  struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
  const struct sock_fprog program = {.len = 1, .filter = &nothing};
  return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

bool socket_unsilence(int descriptor) {
  int unused = 0;
  return setsockopt(descriptor, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused) == 0;
}
