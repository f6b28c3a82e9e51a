/* The values that an experiment, or one of its variants, gives to parameters. */
#ifndef BENCH_PLAN_SETTINGS_H
#define BENCH_PLAN_SETTINGS_H

#include <stddef.h>

#include "common/base/status.h"

/* One parameter and its values, as texts that option_check took. With several values it is an axis.
 */
struct setting {
  size_t parameter;
  char **values;
  size_t count;
};

struct settings {
  struct setting *items;
  size_t count;
};

/* NULL where the parameter is not set. */
struct setting *settings_find(const struct settings *settings, size_t parameter);

/* Adds the setting, or replaces that of the same parameter. Takes it over, also where it fails:
 * STATUS_ENVIRONMENT without memory. */
enum status settings_put(struct settings *settings, struct setting *setting, struct error *error);

/* The same for a parameter with one value, which is copied. */
enum status settings_put_one(struct settings *settings, size_t parameter, const char *value,
                             struct error *error);

/* Safe on a zeroed struct. */
void setting_release(struct setting *setting);
void settings_release(struct settings *settings);

#endif
