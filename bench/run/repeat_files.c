/* Writes the files of one repeat. */
#include "bench/run/repeat_files.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench/base/folder.h"
#include "bench/results/interval_log.h"
#include "bench/results/percentiles.h"
#include "common/base/clock.h"
#include "common/stats/histogram.h"
#include "documents/figures.h"

static const char *const phase_names[] = {"start", "connect", "warmup", "measure", "drain", "done"};

/* Opens a file of the folder for writing; NULL with the reason. */
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

/* Closes it, and reports writes that failed. */
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
                                          struct histogram *scratch, struct error *error) {
  const char *text = figure_text(document, FIGURE_LATENCY_HISTOGRAM);
  if (!text)
    return STATUS_OK;
  histogram_reset(scratch);
  enum status status = histogram_merge_text(scratch, text, error);
  FILE *file = status == STATUS_OK ? file_open(folder, "latency.hgrm", error) : NULL;
  if (!file)
    return status == STATUS_OK ? STATUS_ENVIRONMENT : status;
  percentiles_write(file, scratch);
  return file_close(file, folder, "latency.hgrm", error);
}

/* The wall clock's time at the start of the phase, whose own instants are of the monotonic clock.
 */
static double started_s(const json_t *document) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  double wall_s = (double)now.tv_sec + (double)now.tv_nsec / (double)NS_PER_S;
  double start_ns = figure_value(document, FIGURE_WINDOW_START, (double)clock_now_ns());
  return wall_s - ((double)clock_now_ns() - start_ns) / (double)NS_PER_S;
}

/* Writes an interval for each second of the timeline; the last one lasts until the end of the
 * drain. */
static enum status seconds_file_write(const char *folder, const json_t *document,
                                      struct histogram *scratch, struct error *error) {
  const json_t *timeline = figure_json(document, FIGURE_TIMELINE);
  enum status status = STATUS_OK;
  if (json_array_size(timeline) == 0)
    return STATUS_OK;
  FILE *file = file_open(folder, "latency.hlog", error);
  if (!file)
    return STATUS_ENVIRONMENT;
  interval_log_begin(file, started_s(document));
  for (size_t i = 0; status == STATUS_OK && i < json_array_size(timeline); i++) {
    const json_t *second = json_array_get(timeline, i);
    const char *text = figure_text(second, FIGURE_SECOND_LATENCY_HISTOGRAM);
    histogram_reset(scratch);
    status = histogram_merge_text(scratch, text ? text : "", error);
    if (status == STATUS_OK)
      status = interval_log_add(file, (double)i, 1, scratch, error);
  }
  enum status closed = file_close(file, folder, "latency.hlog", status == STATUS_OK ? error : NULL);
  return status == STATUS_OK ? closed : status;
}

static enum status histograms_write(const char *folder, const json_t *document,
                                    struct error *error) {
  struct histogram scratch;
  if (histogram_init(&scratch) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  enum status status = percentiles_file_write(folder, document, &scratch, error);
  if (status == STATUS_OK)
    status = seconds_file_write(folder, document, &scratch, error);
  histogram_release(&scratch);
  return status;
}

/* Replaces the file in one step: a cell.json is always whole. */
static enum status document_write(const char *folder, const json_t *document, struct error *error) {
  struct path fresh = path_of("%s/cell.json.new", folder);
  struct path path = path_of("%s/cell.json", folder);
  FILE *file = file_open(folder, "cell.json.new", error);
  if (!file)
    return STATUS_ENVIRONMENT;
  json_dumpf(document, file, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  fputc('\n', file);
  enum status status = file_close(file, folder, "cell.json", error);
  if (status == STATUS_OK && rename(fresh.text, path.text) != 0)
    status = error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path.text, strerror(errno));
  if (status != STATUS_OK)
    remove(fresh.text);
  return status;
}

enum status repeat_files_write(const char *folder, const json_t *document,
                               const struct samples *samples, struct error *error) {
  enum status status = samples_write(folder, samples, error);
  if (status == STATUS_OK)
    status = histograms_write(folder, document, error);
  if (status != STATUS_OK)
    return status;
  return document_write(folder, document, error);
}
