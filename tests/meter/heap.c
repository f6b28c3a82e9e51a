/* Becomes heap_meter.so. Preloaded into a program, it writes a hundred times a second how many
 * bytes of the program's heap are in use to the file that HEAP_METER names.
 *
 * Resident memory does not tell: an allocator keeps pages that nobody uses any more, each of
 * many threads first touches its stack at another time, and AddressSanitizer holds back what was
 * freed. tests/e2e/heap.py reads the file. */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_NS = 10000000 };

struct reading {
  _Atomic uint64_t looks; /* so many have been written */
  _Atomic uint64_t bytes; /* in use at the newest */
};

/* There where the program is built with AddressSanitizer. */
__attribute__((weak)) size_t __sanitizer_get_current_allocated_bytes(void); /* NOLINT */

static uint64_t bytes_in_use(void) {
  if (__sanitizer_get_current_allocated_bytes)
    return __sanitizer_get_current_allocated_bytes();
  struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

static void *look_again_and_again(void *argument) {
  struct reading *reading = argument;
  const struct timespec pause = {.tv_nsec = LOOK_NS};
  for (;;) {
    atomic_store(&reading->bytes, bytes_in_use());
    atomic_fetch_add(&reading->looks, 1);
    nanosleep(&pause, NULL);
  }
  return NULL;
}

/* A reading in the file; NULL where that cannot be. */
static struct reading *reading_map(const char *path) {
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  void *mapped = MAP_FAILED;
  if (descriptor < 0)
    return NULL;
  if (ftruncate(descriptor, sizeof(struct reading)) == 0)
    mapped = mmap(NULL, sizeof(struct reading), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  return mapped == MAP_FAILED ? NULL : mapped;
}

/* Before main: the thread must not take the signals that the program waits for. */
__attribute__((constructor)) static void meter_start(void) {
  const char *path = getenv("HEAP_METER");
  struct reading *reading = path ? reading_map(path) : NULL;
  pthread_t thread;
  sigset_t all;
  sigset_t before;
  if (!reading)
    return;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  if (pthread_create(&thread, NULL, look_again_and_again, reading) == 0)
    pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}
