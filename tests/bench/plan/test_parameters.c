/* The parameters of experiments: the union of the tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs these before it */
#include <cmocka.h>
#include <string.h>

#include "bench/plan/cell.h"
#include "bench/plan/parameters.h"
#include "common/suite/client_options.h"
#include "common/suite/link_options.h"
#include "common/suite/server_options.h"
#include "tests/contracts.h"

static const struct option *named(const struct option *table, const char *name) {
  while (table->name && strcmp(table->name, name) != 0)
    table++;
  return table->name ? table : NULL;
}

static void each_option_of_both_programs_is_there_once(void **state) {
  (void)state;
  const struct option *const tables[] = {server_options_table, client_options_table,
                                         link_options_table};
  const struct option *parameters = parameters_table();
  size_t count = 0;
  for (size_t i = 0; i < 3; i++)
    for (const struct option *option = tables[i]; option->name; option++)
      assert_int_equal(named(parameters, option->name) != NULL, !option->process_only);
  for (const struct option *parameter = parameters; parameter->name; parameter++, count++)
    assert_ptr_equal(named(parameters, parameter->name), parameter);
  assert_int_equal(parameters_count(), count);
  assert_string_equal(parameters[PARAMETER_TRANSPORT].name, "transport");
  assert_string_equal(parameters[PARAMETER_SERVER].name, "server");
  assert_string_equal(parameters[PARAMETER_ENGINE].name, "engine");
}

/* The server's entry may be for users in process. */
static void a_parameter_of_both_tables_has_the_meaning_of_the_clients(void **state) {
  (void)state;
  for (const struct option *parameter = parameters_table(); parameter->name; parameter++) {
    const struct option *users = named(client_options_table, parameter->name);
    const struct option *servers = named(server_options_table, parameter->name);
    if (!users && !servers) /* the runner's own, or the link's */
      continue;
    assert_string_equal(parameter->help, users ? users->help : servers->help);
    assert_null(strstr(parameter->help, "engine null"));
  }
}

static void name_one(void *name) {
  parameter_named(name);
}

static void value_of(void *name) {
  const struct cell cell = {.name = NULL};
  cell_value(&cell, name);
}

static void a_name_that_no_parameter_has_is_a_broken_contract(void **state) {
  (void)state;
  assert_string_equal(parameters_table()[parameter_named("payload-bytes")].name, "payload_bytes");
  assert_contract_broken(name_one, "payload_byte", "payload_byte: found == STATUS_OK");
  assert_contract_broken(value_of, "client", "client: found == STATUS_OK");
}

static void write_engine(void *text) {
  json_decref(parameter_json(PARAMETER_ENGINE, text));
}

static void number_of(void *name) {
  const struct cell cell = {.name = NULL};
  cell_number(&cell, name);
}

/* Otherwise it would be written as the first choice, or as 0. */
static void a_value_that_a_parameter_does_not_take_breaks_a_contract(void **state) {
  (void)state;
  json_t *engine = parameter_json(PARAMETER_ENGINE, "null");
  assert_string_equal(json_string_value(engine), "null");
  json_decref(engine);
  assert_contract_broken(write_engine, "apache", "engine: option_check(");
  assert_contract_broken(number_of, "transport", "transport: type == OPTION_INTEGER");
}

static struct option runners[2], servers[PARAMETERS_MAX + 1], clients[2], links[2],
    united[PARAMETERS_MAX];

static void unite(void *context) {
  (void)context;
  parameters_unite(runners, servers, clients, links, united);
}

static void a_parameter_that_the_programs_disagree_on_breaks_a_contract(void **state) {
  (void)state;
  servers[0] = clients[0] = *named(server_options_table, "seed");
  servers[1].name = NULL;
  assert_int_equal(parameters_unite(runners, servers, clients, links, united), 1);
  clients[0].fallback = "2";
  assert_contract_broken(unite, NULL, "seed: options_agree(known, option)");
}

static void more_parameters_than_there_is_room_for_break_a_contract(void **state) {
  (void)state;
  static char names[PARAMETERS_MAX][8];
  for (size_t i = 0; i < PARAMETERS_MAX; i++) {
    snprintf(names[i], sizeof names[i], "p%zu", i);
    servers[i] = *named(server_options_table, "seed");
    servers[i].name = names[i];
  }
  clients[0].name = NULL;
  assert_contract_broken(unite, NULL, "p255: count + 1 < PARAMETERS_MAX");
  servers[PARAMETERS_MAX - 1].name = NULL;
  assert_int_equal(parameters_unite(runners, servers, clients, links, united), PARAMETERS_MAX - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_option_of_both_programs_is_there_once),
      cmocka_unit_test(a_name_that_no_parameter_has_is_a_broken_contract),
      cmocka_unit_test(a_parameter_of_both_tables_has_the_meaning_of_the_clients),
      cmocka_unit_test(a_value_that_a_parameter_does_not_take_breaks_a_contract),
      cmocka_unit_test(a_parameter_that_the_programs_disagree_on_breaks_a_contract),
      cmocka_unit_test(more_parameters_than_there_is_room_for_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
