/* Captures what a test writes to a standard stream. Includes cmocka.h for the test. */
#ifndef TESTS_CAPTURE_H
#define TESTS_CAPTURE_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct capture {
  int descriptor; /* STDOUT_FILENO or STDERR_FILENO */
  int saved, file;
};

static inline void capture_begin(struct capture *capture, int descriptor) {
  fflush(NULL);
  *capture = (struct capture){.descriptor = descriptor,
                              .saved = dup(descriptor),
                              .file = memfd_create("captured", MFD_CLOEXEC)};
  assert_true(capture->saved >= 0 && capture->file >= 0);
  assert_int_equal(dup2(capture->file, descriptor), descriptor);
}

/* Restores the stream. `out` gets the captured text, cut to its capacity. */
static inline const char *capture_end(struct capture *capture, char *out, size_t capacity) {
  fflush(NULL);
  dup2(capture->saved, capture->descriptor);
  close(capture->saved);
  ssize_t bytes = pread(capture->file, out, capacity - 1, 0);
  out[bytes > 0 ? bytes : 0] = '\0';
  close(capture->file);
  return out;
}

#endif
