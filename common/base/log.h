/* Diagnostics on standard error, one line each: "program: level: text".
 * Standard output belongs to results. Any thread. */
#ifndef COMMON_BASE_LOG_H
#define COMMON_BASE_LOG_H

/* The name shown in front of every line; a string with static lifetime. */
void log_program(const char *name);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The level of broken contracts alone (common/base/contract.h). */
#define LOG_BROKEN_CONTRACT "broken contract"
void log_contract(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
