/* Command lines of the server and the client, an argument in each line: accepted values are within
 * the ranges of the tables. */
#include <stdlib.h>
#include <string.h>

#include "common/suite/client_options.h"
#include "common/suite/server_options.h"
#include "tests/fuzz/target.h"

enum { ARGUMENTS_MAX = 32 };

static void check_values(const struct option *table, const char *values) {
  for (const struct option *option = table; option->name; option++) {
    const char *value = values + option->offset;
    if (option->type == OPTION_INTEGER) {
      double number = (double)*(const int64_t *)(const void *)value;
      expect(number >= option->minimum && number <= option->maximum);
    } else if (option->type == OPTION_NUMBER) {
      double number = *(const double *)(const void *)value;
      expect(number >= option->minimum && number <= option->maximum);
    } else if (option->type == OPTION_CHOICE) {
      expect(*(const int *)(const void *)value >= 0);
    } else if (option->type == OPTION_TEXT) {
      expect(*(const char *const *)(const void *)value);
    }
  }
}

static void check_line(const struct option *table, void *values, int count, char **arguments) {
  enum options_asked asked;
  struct error error = {""};
  if (options_parse(table, values, count, arguments, &asked, &error) != STATUS_OK) {
    expect(error.text[0] != '\0' && !strchr(error.text, '\n'));
  } else if (asked == OPTIONS_ASKED_RUN) {
    check_values(table, values);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char name[] = "program";
  char *arguments[ARGUMENTS_MAX + 1] = {name};
  char *text = input_text(data, size);
  char *rest = text;
  int count = 1;
  while (rest && count < ARGUMENTS_MAX) {
    arguments[count++] = strsep(&rest, "\n");
  }
  struct server_options server;
  struct client_options client;
  check_line(server_options_table, &server, count, arguments);
  check_line(client_options_table, &client, count, arguments);
  free(text);
  return 0;
}
