/* Price lists: bills by hand, and what is refused. */
#include "bench/choose/prices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/traits.h"
#include "tests/bench/near.h"
#include "tests/bench/says.h"

static const char source[] = "\"source\":\"a page\",\"date\":\"2026-04-27\"";

/* Reads a list with these prices; "%" in it stands for source and date. */
static enum status list_load(struct prices *prices, const char *items, struct error *error) {
  char path[] = "/tmp/pushbench-test-XXXXXX";
  int fd = mkstemp(path);
  FILE *file = fdopen(fd, "w");
  assert_non_null(file);
  fputs("{\"name\":\"list\",\"currency\":\"EUR\",\"prices\":[", file);
  for (; *items; items++)
    if (*items == '%')
      fputs(source, file);
    else
      fputc(*items, file);
  fputs("]}", file);
  fclose(file);
  enum status status = prices_load(prices, path, error);
  unlink(path);
  return status;
}

static struct prices list_of(const char *items) {
  struct prices prices;
  struct error error = {""};
  if (list_load(&prices, items, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return prices;
}

static void assert_refused(const char *items, const char *said) {
  struct prices prices;
  struct error error = {""};
  assert_int_equal(list_load(&prices, items, &error), STATUS_USAGE);
  assert_says(error.text, said);
  assert_null(strchr(error.text, '\n'));
}

static void quantities_are_multiplied_and_added(void **state) {
  (void)state;
  struct prices prices = list_of("{\"per\":\"gb_out\",\"price\":0.5,%},"
                                 "{\"per\":\"core_hour\",\"price\":0.25,%}");
  const struct usage usage = {.quantities = {[PRICE_GB_OUT] = 10,
                                             [PRICE_GB_IN] = NAN, /* is not paid for */
                                             [PRICE_CORE_HOUR] = 2}};
  assert_near(prices_bill(&prices, TRANSPORT_SSE, &usage), 5.5, 1e-12);
  assert_string_equal(prices.currency, "EUR");
  assert_string_equal(prices_oldest(&prices), "2026-04-27");
  assert_true(prices_ask(&prices, TRANSPORT_SSE, PRICE_CORE_HOUR));
  assert_false(prices_ask(&prices, TRANSPORT_SSE, PRICE_GB_IN));
  struct usage unknown = usage;
  unknown.quantities[PRICE_CORE_HOUR] = NAN;
  assert_true(isnan(prices_bill(&prices, TRANSPORT_SSE, &unknown)));
  prices_release(&prices);
}

/* 300 at 1.00, and 200 at 0.90: 480. */
static void a_scale_has_steps(void **state) {
  (void)state;
  struct prices prices = list_of("{\"per\":\"million_requests\",\"price\":0.9,\"from\":300,%},"
                                 "{\"per\":\"million_requests\",\"price\":1,%}");
  struct usage usage = {.quantities = {[PRICE_MILLION_REQUESTS] = 500}};
  assert_near(prices_bill(&prices, TRANSPORT_SHORT_POLL, &usage), 480, 1e-9);
  usage.quantities[PRICE_MILLION_REQUESTS] = 200;
  assert_near(prices_bill(&prices, TRANSPORT_SHORT_POLL, &usage), 200, 1e-9);
  prices_release(&prices);
}

/* A text of 40,000 B counts as two of 32,768. */
static void long_messages_count_more_than_once(void **state) {
  (void)state;
  struct prices prices =
      list_of("{\"per\":\"million_messages\",\"price\":1,\"each_bytes\":32768,"
              "\"transports\":[\"websocket\"],%},"
              "{\"per\":\"million_requests\",\"price\":7,\"transports\":[\"short_poll\"],%}");
  const struct usage usage = {
      .quantities = {[PRICE_MILLION_MESSAGES] = 3, [PRICE_MILLION_REQUESTS] = 1},
      .text_bytes = 40000};
  assert_near(prices_bill(&prices, TRANSPORT_WEBSOCKET, &usage), 6, 1e-12);
  assert_near(prices_bill(&prices, TRANSPORT_SHORT_POLL, &usage), 7, 1e-12);
  prices_release(&prices);
}

static void our_lists_are_good(void **state) {
  (void)state;
  static const char *const names[] = {"prices/aws-gateway.json", "prices/aws-server.json"};
  for (size_t i = 0; i < 2; i++) {
    struct prices prices;
    struct error error = {""};
    if (prices_load(&prices, names[i], &error) != STATUS_OK)
      fail_msg("%s", error.text);
    assert_true(prices.example);
    prices_release(&prices);
  }
  struct prices gateway;
  assert_int_equal(prices_load(&gateway, names[0], NULL), STATUS_OK);
  const struct usage usage = {.quantities = {0}};
  assert_true(isnan(prices_bill(&gateway, TRANSPORT_SSE, &usage))); /* is not offered */
  prices_release(&gateway);
}

static void lists_without_dates_are_refused(void **state) {
  (void)state;
  assert_refused("{\"per\":\"gb_out\",\"price\":1,\"source\":\"a page\"}", "price 1: no date");
  assert_refused("{\"per\":\"gb_out\",\"price\":1,\"source\":\"a page\",\"date\":\"May\"}",
                 "no date");
  assert_refused("{\"per\":\"gb_out\",\"price\":1,\"source\":\"a page\",\"date\":\"2026-13-01\"}",
                 "no date");
  assert_refused("{\"per\":\"gb_out\",\"price\":1,\"date\":\"2026-01-01\"}", "no source");
  assert_refused("{\"per\":\"gb_out\",\"price\":1,%},{\"per\":\"gb\",\"price\":1,%}",
                 "price 2: per must be one of gb_out, gb_in, million_requests");
  assert_refused("{\"per\":\"gb_out\",\"price\":-1,%}", "price must be a number, 0 or more");
  assert_refused("{\"per\":\"gb_out\",%}", "no price");
  assert_refused("{\"per\":\"gb_out\",\"prise\":1,%}", "did you mean 'price'?");
  assert_refused("{\"per\":\"gb_out\",\"price\":1,\"transports\":[\"mqtt\"],%}", "'mqtt'");
  assert_refused("{\"per\":\"gb_out\",\"price\":1,%},{\"per\":\"gb_out\",\"price\":2,%}",
                 "prices 1 and 2 are both for gb_out from 0 on");
  assert_refused("", "not an empty one");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantities_are_multiplied_and_added), cmocka_unit_test(a_scale_has_steps),
      cmocka_unit_test(long_messages_count_more_than_once),  cmocka_unit_test(our_lists_are_good),
      cmocka_unit_test(lists_without_dates_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
