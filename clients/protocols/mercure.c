#include "clients/protocols/rows.h"
const struct protocol protocol_mercure = {.name = "mercure"};
