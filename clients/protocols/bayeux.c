#include "clients/protocols/rows.h"
const struct protocol protocol_bayeux = {.name = "bayeux"};
