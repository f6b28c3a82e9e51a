/* Reads the limits in run.json. */
#include "bench/limits/asked_limits.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "documents/json_read.h"
#include "documents/run_document.h"

static enum status member_read(struct asked_limits *asked, const json_t *run,
                               enum run_member member, enum expectation_kind kind,
                               const char *place, struct error *error) {
  const json_t *object = run_json(run, member);
  return object && !json_is_null(object)
             ? expectations_read(&asked->expectations, object, kind, place, error)
             : STATUS_OK;
}

static enum status limits_read(struct asked_limits *asked, const json_t *run, const char *place,
                               struct error *error) {
  const char *base = run_text(run, RUN_BASE);
  enum status status = member_read(asked, run, RUN_EXPERIMENT_EXPECT, EXPECT_VALUE, place, error);
  if (status == STATUS_OK)
    status = member_read(asked, run, RUN_EXPECT, EXPECT_VALUE, place, error);
  if (status == STATUS_OK)
    status = member_read(asked, run, RUN_FAIL_ON, EXPECT_CHANGE, place, error);
  if (status != STATUS_OK)
    return status == STATUS_USAGE ? STATUS_CHECK : status;
  asked->base = base ? strdup(base) : NULL;
  return base && !asked->base
             ? error_set(error, STATUS_ENVIRONMENT, "no memory for what is expected")
             : STATUS_OK;
}

enum status asked_limits_load(struct asked_limits *asked, const char *run_folder,
                              struct error *error) {
  struct path path = path_of("%s/run.json", run_folder);
  json_t *run = json_read_file(path.text, 0, NULL);
  *asked = (struct asked_limits){.base = NULL};
  enum status status = run ? limits_read(asked, run, path.text, error) : STATUS_OK;
  json_decref(run);
  if (status != STATUS_OK)
    asked_limits_release(asked);
  return status;
}

void asked_limits_release(struct asked_limits *asked) {
  expectations_release(&asked->expectations);
  free(asked->base);
  *asked = (struct asked_limits){.base = NULL};
}
