/* Ends the program at a broken contract. */
#include "common/base/contract.h"

#include <stdlib.h>

#include "common/base/log.h"

void contract_broken(const char *file, int line, const char *entry_name, const char *condition) {
  log_contract("%s:%d: %s%s%s", file, line, entry_name, *entry_name ? ": " : "", condition);
  abort();
}
