/* Histograms as text: a histogram that was read is written, and reads back the same. */
#include <stdlib.h>
#include <string.h>

#include "common/stats/histogram.h"
#include "tests/fuzz/target.h"

/* Reads the text into an empty histogram. False: the text was refused, and the histogram is still
 * empty. */
static bool text_read(struct histogram *histogram, const char *text) {
  struct error error;
  histogram_reset(histogram);
  if (histogram_merge_text(histogram, text, &error) == STATUS_OK) {
    return true;
  }
  if (histogram->count != 0 || error.text[0] == '\0') {
    abort();
  }
  return false;
}

static void read_again(struct histogram *histogram) {
  char *text = histogram_to_text(histogram);
  if (!text) {
    return;
  }
  uint64_t count = histogram->count;
  uint64_t max_ns = histogram->max_ns;
  if (!text_read(histogram, text) || histogram->count != count || histogram->max_ns != max_ns) {
    abort();
  }
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct histogram histogram;
  if (!histogram.counts && histogram_init(&histogram) != STATUS_OK) {
    return 0;
  }
  char *text = input_text(data, size);
  if (text_read(&histogram, text)) {
    read_again(&histogram);
  }
  free(text);
  return 0;
}
