/* Faults in the forms of --faults and of lines of standard input (--commands): what was read is
 * written, and reads back the same. */
#include <stdlib.h>
#include <string.h>

#include "common/suite/fault.h"
#include "tests/fuzz/target.h"

static void check_faults(const char *text) {
  struct faults faults;
  struct error error = {""};
  if (faults_read(text, &faults, &error) != STATUS_OK) {
    expect(error.text[0] != '\0');
    return;
  }
  expect(faults.count <= FAULTS_MAX);
  for (size_t i = 0; i < faults.count; i++) {
    char item[FAULT_TEXT_BYTES], again[FAULT_TEXT_BYTES];
    struct faults read;
    fault_write(&faults.items[i], item);
    expect(faults_read(item, &read, NULL) == STATUS_OK && read.count == 1);
    fault_write(&read.items[0], again);
    expect(strcmp(item, again) == 0);
  }
  faults_check(&faults, 10, NULL);
}

static void check_command(const char *line) {
  struct fault_command command, again;
  char text[FAULT_COMMAND_BYTES], text_again[FAULT_COMMAND_BYTES];
  if (!fault_command_read(line, &command)) {
    return;
  }
  fault_command_write(&command, text);
  expect(fault_command_read(text, &again));
  fault_command_write(&again, text_again);
  expect(strcmp(text, text_again) == 0 && command.on == again.on && command.kind == again.kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = input_text(data, size);
  check_faults(text);
  check_command(text);
  free(text);
  return 0;
}
