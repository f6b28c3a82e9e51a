/* Checks and counts. */
#include "clients/http/http_library.h"

#include "common/base/clock.h"
#include "common/base/contract.h"

void http_library_check(const struct http_library *library) {
  CONTRACT(library && library->create && library->close && library->destroy && library->settle);
  CONTRACT(library->connection_create && library->start && library->abort);
  CONTRACT(library->set_address);
  CONTRACT(library->descriptor && library->set_paused);
  CONTRACT(!library->init == !library->cleanup);
  CONTRACT(!library->connect == !library->write && !library->connect == !library->writes_wait &&
           !library->connect == !library->finish);
}

void http_count_request(const struct http_settings *settings, bool *counted) {
  settings->counters->requests += !*counted;
  *counted = true;
}

bool http_code_is_good(int code) {
  return code == HTTP_OK || code == HTTP_NOT_MODIFIED; /* which only If-None-Match asks for */
}

void http_count_attempted(const struct http_settings *settings, uint64_t at_ns) {
  settings->counters->connections_attempted++;
  if (settings->series)
    series_add(settings->series, SERIES_ATTEMPTED, at_ns);
}

void http_count_opened(const struct http_settings *settings, uint64_t number, uint64_t connect_ns) {
  settings->counters->connections_opened++;
  settings->counters->connections_reopened += number > 0 && settings->keep_alive;
  if (settings->series)
    series_add(settings->series, SERIES_OPENED, clock_now_ns());
  if (settings->life)
    life_established(settings->life, connect_ns);
}

void http_count_closed(const struct http_settings *settings, enum life_end end, bool wanted) {
  if (!wanted)
    settings->counters->connections_closed++;
  if (settings->life)
    settings->life->ended[end]++;
}
