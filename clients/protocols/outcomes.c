/* A ring of the outcomes that came too early to be told. */
#include "clients/protocols/outcomes.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/base/contract.h"

enum { CAPACITY_MIN = 16 }; /* a power of two, as all capacities */

void outcomes_release(struct outcomes *outcomes) {
  free(outcomes->known);
  *outcomes = (struct outcomes){0};
}

static uint8_t *slot(const struct outcomes *outcomes, size_t index) {
  return &outcomes->known[(outcomes->begin + index) & (outcomes->capacity - 1)];
}

static bool outcomes_grow(struct outcomes *outcomes) {
  size_t capacity = outcomes->capacity > 0 ? 2 * outcomes->capacity : CAPACITY_MIN;
  uint8_t *known = malloc(capacity);
  if (!known)
    return false;
  for (size_t i = 0; i < outcomes->count; i++)
    known[i] = *slot(outcomes, i);
  free(outcomes->known);
  outcomes->known = known;
  outcomes->capacity = capacity;
  outcomes->begin = 0;
  return true;
}

static void tell(struct conversation *conversation, enum protocol_published outcome) {
  conversation->carrier->published(conversation->owner, outcome);
}

/* Tells the outcomes that are known and before which none is unknown. */
static void outcomes_tell(struct conversation *conversation, struct outcomes *outcomes) {
  while (outcomes->count > 0 && *slot(outcomes, 0) > 0) {
    enum protocol_published outcome = (enum protocol_published)(*slot(outcomes, 0) - 1);
    outcomes->begin = (outcomes->begin + 1) & (outcomes->capacity - 1);
    outcomes->count--;
    outcomes->first++;
    tell(conversation, outcome);
  }
}

void outcomes_add(struct conversation *conversation, struct outcomes *outcomes, uint64_t number) {
  CONTRACT(outcomes->count == 0 || number == outcomes->first + outcomes->count);
  if (outcomes->count == outcomes->capacity && !outcomes_grow(outcomes)) {
    outcomes_end(conversation, outcomes); /* for lack of memory */
    tell(conversation, PROTOCOL_UNANSWERED);
    return;
  }
  if (outcomes->count == 0)
    outcomes->first = number;
  *slot(outcomes, outcomes->count++) = 0;
}

void outcomes_set(struct conversation *conversation, struct outcomes *outcomes, uint64_t number,
                  enum protocol_published outcome) {
  if (number < outcomes->first || number - outcomes->first >= outcomes->count)
    return;
  uint8_t *known = slot(outcomes, (size_t)(number - outcomes->first));
  if (*known == 0)
    *known = (uint8_t)(1 + outcome);
  outcomes_tell(conversation, outcomes);
}

void outcomes_set_oldest(struct conversation *conversation, struct outcomes *outcomes,
                         enum protocol_published outcome) {
  outcomes_set(conversation, outcomes, outcomes->first, outcome);
}

void outcomes_end(struct conversation *conversation, struct outcomes *outcomes) {
  for (size_t i = 0; i < outcomes->count; i++)
    if (*slot(outcomes, i) == 0)
      *slot(outcomes, i) = 1 + PROTOCOL_UNANSWERED;
  outcomes_tell(conversation, outcomes);
}
