/* Writes the files of one repeat. */
#include "bench/repeat_files.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "bench/percentiles.h"
#include "common/clock.h"
#include "common/histogram.h"

static const char *const phase_names[] = {"start", "connect", "warmup", "measure", "drain", "done"};

/* Opened for writing in the folder; NULL with the reason. */
static FILE *file_open(const char *folder, const char *name, struct error *error) {
  char path[PATH_MAX];
  FILE *file = NULL;
  errno = ENAMETOOLONG;
  if (snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path)
    file = fopen(path, "we");
  if (!file)
    error_set(error, STATUS_ENVIRONMENT, "%.200s/%s: %s", folder, name, strerror(errno));
  return file;
}

/* Closes it; what could not be written shows here at the latest. */
static enum status file_close(FILE *file, const char *folder, const char *name,
                              struct error *error) {
  int failed = ferror(file);
  if (fclose(file) != 0 || failed)
    return error_set(error, STATUS_ENVIRONMENT, "%.200s/%s could not be written: %s", folder, name,
                     strerror(errno));
  return STATUS_OK;
}

static enum status samples_write(const char *folder, const struct samples *samples,
                                 struct error *error) {
  uint64_t zero_ns = samples->window_start_ns;
  FILE *file = file_open(folder, "samples.tsv", error);
  if (!file)
    return STATUS_ENVIRONMENT;
  if (zero_ns == 0 && samples->count > 0)
    zero_ns = samples->items[0].sample.at_ns;
  fputs("t_s\tphase\tcpu_s\trss_bytes\tthreads\n", file);
  for (size_t i = 0; i < samples->count; i++) {
    const struct sample *sample = &samples->items[i].sample;
    fprintf(file, "%.3f\t%s\t%.6f\t%" PRIu64 "\t%" PRIu64 "\n",
            (double)(int64_t)(sample->at_ns - zero_ns) / (double)NS_PER_S,
            phase_names[samples->items[i].phase], sample->cpu_s, sample->rss_bytes,
            sample->threads);
  }
  return file_close(file, folder, "samples.tsv", error);
}

static enum status percentiles_file_write(const char *folder, const json_t *document,
                                          struct error *error) {
  const char *text = json_string_value(json_object_get(document, "latency_histogram"));
  struct histogram histogram;
  enum status status;
  if (!text)
    return STATUS_OK;
  if (histogram_init(&histogram) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  status = histogram_merge_text(&histogram, text, error);
  FILE *file = status == STATUS_OK ? file_open(folder, "latency.hgrm", error) : NULL;
  if (file) {
    percentiles_write(file, &histogram);
    status = file_close(file, folder, "latency.hgrm", error);
  } else if (status == STATUS_OK) {
    status = STATUS_ENVIRONMENT;
  }
  histogram_release(&histogram);
  return status;
}

enum status repeat_files_write(const char *folder, const json_t *document,
                               const struct samples *samples, struct error *error) {
  enum status status = samples_write(folder, samples, error);
  if (status == STATUS_OK)
    status = percentiles_file_write(folder, document, error);
  if (status != STATUS_OK)
    return status;
  FILE *file = file_open(folder, "cell.json", error);
  if (!file)
    return STATUS_ENVIRONMENT;
  if (json_dumpf(document, file, JSON_INDENT(1) | JSON_REAL_PRECISION(15)) != 0)
    errno = EIO;
  fputc('\n', file);
  return file_close(file, folder, "cell.json", error);
}
