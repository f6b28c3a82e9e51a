/* Failures in words. */
#include "clients/foreign/foreign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

void foreign_failed(struct foreign *foreign, const char *step, const char *words) {
  if (foreign->failures++ > 0)
    return;
  char *hidden = target_secrets_hide(foreign->description, words);
  snprintf(foreign->failure, sizeof foreign->failure, "%s: %s", step,
           hidden ? hidden : "no memory for the words");
  free(hidden);
  if (!utf8_is(foreign->failure, strlen(foreign->failure))) /* it was cut within a letter */
    for (char *at = foreign->failure; *at; at++)
      *at = (*at & 0x80) ? '.' : *at;
  if (foreign->observer.failed)
    foreign->observer.failed(foreign->observer.owner);
}
