/* Makes a cell's parameters of a case. */
#include "bench/choose/wire_estimate.h"

#include <math.h>
#include <string.h>

#include "bench/plan/parameters.h"

/* Sets a parameter to a choice of the case's table. */
static void choice_set(json_t *params, const char *name, int choice) {
  const struct option *option = user_case_table;
  while (strcmp(option->name, name) != 0)
    option++;
  const char *at = option->choices;
  for (int i = 0; i < choice; i++)
    at = strchr(at, '|') + 1;
  json_object_set_new(params, name, json_stringn(at, strcspn(at, "|")));
}

struct closed_wire wire_estimate_of(const struct user_case *its, const struct closed_load *load) {
  json_t *params = json_object();
  const struct option *table = parameters_table();
  for (size_t i = 0; table[i].name; i++)
    json_object_set_new(params, table[i].name, parameter_json(i, table[i].fallback));
  json_object_set_new(params, "payload_bytes", json_integer(its->payload_bytes));
  json_object_set_new(params, "tls", json_boolean(its->tls));
  choice_set(params, "request_headers", its->request_headers);
  choice_set(params, "response_headers", its->response_headers);
  struct closed_wire wire = closed_wire_of(params, load);
  json_decref(params);
  return wire;
}
