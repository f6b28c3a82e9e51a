/* The sentences of an answer that say where all users were served again soonest after a fault. */
#ifndef BENCH_ANSWERS_ANSWER_FAULTS_H
#define BENCH_ANSWERS_ANSWER_FAULTS_H

#include "bench/answers/answer_text.h"

/* The most faults that a cell had. */
size_t answer_fault_count(const struct results *results);

/* A sentence for each fault, as long as one is left for the confidence. */
void answer_faults(const struct results *results, struct answer *answer);

#endif
