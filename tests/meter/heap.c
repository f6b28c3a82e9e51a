/* heap_meter.so: preloaded into a program, it writes to the file that HEAP_METER names, a hundred
 * times a second, how many bytes of the program's heap are in use. tests/e2e/heap.py reads the
 * file.
 *
 * Resident memory would show no leak: an allocator keeps unused pages, threads touch their stacks
 * at different times, and AddressSanitizer delays the reuse of freed blocks. */
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

enum { PERIOD_NS = 10000000 };

struct reading {
  _Atomic uint64_t count; /* of readings so far */
  _Atomic uint64_t bytes; /* in use at the newest */
};

/* Defined if the program is built with AddressSanitizer. */
__attribute__((weak)) size_t __sanitizer_get_current_allocated_bytes(void); /* NOLINT */

static uint64_t bytes_in_use(void) {
  if (__sanitizer_get_current_allocated_bytes)
    return __sanitizer_get_current_allocated_bytes();
  struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

static void *read_repeatedly(void *argument) {
  struct reading *reading = argument;
  const struct timespec pause = {.tv_nsec = PERIOD_NS};
  for (;;) {
    atomic_store(&reading->bytes, bytes_in_use());
    atomic_fetch_add(&reading->count, 1);
    nanosleep(&pause, NULL);
  }
  return NULL;
}

/* Maps a reading in the file; NULL if that fails. */
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

/* Runs before main. The thread must not take signals that the program waits for. */
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
  if (pthread_create(&thread, NULL, read_repeatedly, reading) == 0)
    pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}
