/* The table of the engines. */
#include "servers/engines/engine.h"

#include <string.h>

#include "common/base/contract.h"
#include "common/base/traits.h"

#define ENGINE_LINE(KIND, name, ...) [ENGINE_##KIND] = &name##_engine,
static const struct engine *const engines[ENGINE_COUNT] = {ENGINES(ENGINE_LINE)};

const struct engine *engine_of(enum engine_kind kind) {
  return engines[kind];
}

void engine_check(const struct engine *engine, const struct engine_traits *traits) {
  CONTRACT_OF(traits->name, engine && engine->start && engine->stop);
  CONTRACT_OF(traits->name, engine->version);
  CONTRACT_OF(traits->name, strcmp(engine->name, traits->name) == 0);
}

void engines_check(void) {
  for (int i = 0; i < ENGINE_COUNT; i++)
    engine_check(engines[i], &engine_traits[i]);
}
