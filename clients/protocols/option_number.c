/* Numbers from the texts of options. */
#include "clients/protocols/option_number.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/decimal.h"

static bool number_read(const char *text, uint64_t most, uint64_t *number) {
  const char *end = text + strlen(text);
  return decimal_read(&text, end, number) && text == end && *number <= most;
}

uint64_t option_number(const struct conversation *conversation, const char *name, uint64_t most) {
  uint64_t number;
  return number_read(conversation_option(conversation, name), most, &number) ? number : most;
}

enum status option_number_check(const struct conversation *conversation, const char *name,
                                uint64_t most, struct error *error) {
  uint64_t number;
  const char *text = conversation_option(conversation, name);
  if (number_read(text, most, &number))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "option \"%s\" is \"%.60s\", and may be a whole number from 0 to %" PRIu64, name,
                   text, most);
}
