/* Makes certificates with openssl(1). */
#include "bench/measure/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/measure/process.h"
#include "common/suite/link_addresses.h"

enum { MAKING_MS = 20000 };

static bool leaves_it_to_the_run(const struct cell *cell) {
  return cell_speaks_tls(cell) && *cell_value(cell, "tls_certificate") == '\0';
}

bool certificate_is_wanted(const struct cells *cells) {
  for (size_t i = 0; i < cells->count; i++)
    if (leaves_it_to_the_run(&cells->items[i]))
      return true;
  return false;
}

static enum status text_write(const char *path, const char *text, struct error *error) {
  FILE *file = fopen(path, "we");
  bool good = file && fputs(text, file) >= 0;
  if (file && fclose(file) != 0)
    good = false;
  if (good)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path, strerror(errno));
}

/* A file in memory that children inherit; its descriptor is not one of their standard ones. */
static int memory_file(void) {
  int made = memfd_create("pushbench-key", MFD_CLOEXEC);
  int kept = made < 0 ? -1 : fcntl(made, F_DUPFD, STDERR_FILENO + 1);
  if (made >= 0)
    close(made);
  if (kept >= 0)
    fchmod(kept, 0600);
  return kept;
}

enum status certificate_make(const char *run_folder, struct certificate *out, struct error *error) {
  struct path folder = path_of("%s/certificate", run_folder);
  struct certificate made = {.certificate = path_of("%s/certificate.pem", folder.text),
                             .key_descriptor = memory_file()};
  if (made.key_descriptor < 0)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a key: %s", strerror(errno));
  made.key = path_of("/proc/self/fd/%d", made.key_descriptor);
  /* the certificate comes on standard output */
  char names[] =
      "subjectAltName=IP:127.0.0.1,DNS:localhost,IP:" LINK_SERVER ",IP:" LINK_CONTROL_SERVER;
  char *arguments[] = {"openssl",
                       "req",
                       "-x509",
                       "-newkey",
                       "ec",
                       "-pkeyopt",
                       "ec_paramgen_curve:P-256",
                       "-nodes",
                       "-days",
                       "2",
                       "-subj",
                       "/CN=pushbench",
                       "-addext",
                       names,
                       "-keyout",
                       made.key.text,
                       NULL};
  enum status status = folder_make(folder.text, error);
  char *text = status == STATUS_OK ? process_output("openssl", arguments, MAKING_MS) : NULL;
  if (text)
    status = text_write(made.certificate.text, text, error);
  else if (status == STATUS_OK)
    status = error_set(error, STATUS_ENVIRONMENT,
                       "openssl made no certificate: is it installed? scripts/install-deps");
  free(text);
  if (status == STATUS_OK)
    *out = made;
  else
    close(made.key_descriptor);
  return status;
}

void certificate_retire(const struct certificate *certificate) {
  if (*certificate->key.text)
    close(certificate->key_descriptor);
}

enum status certificate_check(const struct cell *cell, struct error *error) {
  static const char *const names[] = {"tls_certificate", "tls_key", "tls_ca"};
  if (!cell_speaks_tls(cell))
    return STATUS_OK;
  if ((*cell_value(cell, names[0]) == '\0') != (*cell_value(cell, names[1]) == '\0'))
    return error_set(error, STATUS_USAGE, "%s: tls_certificate and tls_key go together",
                     cell->name);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *path = cell_value(cell, names[i]);
    if (*path && access(path, R_OK) != 0)
      return error_set(error, STATUS_ENVIRONMENT, "%s: cannot read '%.300s': %s", names[i], path,
                       strerror(errno));
  }
  return STATUS_OK;
}

const char *certificate_value(const struct certificate *certificate, const struct cell *cell,
                              const char *parameter) {
  bool key = strcmp(parameter, "tls_key") == 0;
  if (!key && strcmp(parameter, "tls_certificate") != 0 && strcmp(parameter, "tls_ca") != 0)
    return NULL;
  const char *given = cell_value(cell, parameter);
  if (*given || !certificate || !leaves_it_to_the_run(cell))
    return given;
  return key ? certificate->key.text : certificate->certificate.text;
}
