/* Which requests are allowed, by Host, Origin and token. */
#include "tests/servers/fixture.h"

#include "servers/wire/access.h"

static const struct access closed = {.allow_hosts = "bench.example,other",
                                     .allow_origins = "http://pages.example:3000,https://p",
                                     .token = "0123456789abcdef0123456789abcdef"};

static int check(const struct access *access, const char *host, const char *origin,
                 const char *authorization, enum access_need need) {
  const char *reason = NULL;
  const struct access_claims claims = {
      .host = host, .origin = origin, .authorization = authorization};
  int status = access_check(access, &claims, need, &reason);
  assert_true((status == 0) == (reason == NULL));
  return status;
}

static void a_host_is_an_address_localhost_or_named(void **state) {
  (void)state;
  const char *ours[] = {"127.0.0.1",       "127.0.0.1:8080", "10.1.2.3:80", "[::1]",
                        "[::1]:8080",      "localhost",      "LocalHost:1", "bench.example",
                        "Bench.Example:9", "other:65535",    "localhost:"};
  const char *others[] = {"evil.example",
                          "localhost.evil.example",
                          "127.0.0.1.evil.example",
                          "127.0.0.1:80@evil",
                          "bench.example.",
                          "bench",
                          "example,other",
                          "[::1]evil",
                          "[::1",
                          "::1",
                          "",
                          ":8080",
                          "127.1",
                          "0x7f000001",
                          "localhost:80a",
                          "bench.example,other"};
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
    assert_int_equal(check(&closed, ours[i], NULL, NULL, ACCESS_READ), 0);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_int_equal(check(&closed, others[i], NULL, NULL, ACCESS_READ), 421);
  assert_int_equal(check(&closed, NULL, NULL, NULL, ACCESS_READ), 0);
}

static void an_origin_is_the_servers_own_or_allowed(void **state) {
  (void)state;
  struct access tls = closed;
  tls.tls = true;
  const struct {
    const struct access *access;
    const char *host, *origin;
    int status;
  } cases[] = {
      {&closed, "127.0.0.1:8080", "http://127.0.0.1:8080", 0},
      {&closed, "LOCALHOST:8080", "http://localhost:8080", 0},
      {&closed, "127.0.0.1:8080", "http://pages.example:3000", 0},
      {&closed, "127.0.0.1:8080", "https://p", 0},
      {&closed, "127.0.0.1:8080", "https://127.0.0.1:8080", 403},
      {&closed, "127.0.0.1:8080", "http://127.0.0.1:3000", 403},
      {&closed, "127.0.0.1:8080", "http://127.0.0.1:80801", 403},
      {&closed, "127.0.0.1:8080", "http://localhost:8080", 403},
      {&closed, "127.0.0.1:8080", "http://evil.example", 403},
      {&closed, "127.0.0.1:8080", "http://pages.example:30000", 403},
      {&closed, "127.0.0.1:8080", "null", 403},
      {&closed, "127.0.0.1:8080", "", 403},
      {&closed, NULL, "http://127.0.0.1:8080", 403},
      {&tls, "127.0.0.1:8443", "https://127.0.0.1:8443", 0},
      {&tls, "127.0.0.1:8443", "http://127.0.0.1:8443", 403},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (enum access_need need = ACCESS_READ; need <= ACCESS_PUBLISH; need++)
      assert_int_equal(check(cases[i].access, cases[i].host, cases[i].origin, NULL, need),
                       cases[i].status);
}

static void control_takes_the_whole_token_and_nothing_else(void **state) {
  (void)state;
  const char *good[] = {"Bearer 0123456789abcdef0123456789abcdef",
                        "bearer 0123456789abcdef0123456789abcdef"};
  const char *bad[] = {NULL,
                       "",
                       "Bearer",
                       "Bearer ",
                       "0123456789abcdef0123456789abcdef",
                       "Basic 0123456789abcdef0123456789abcdef",
                       "Bearer 0123456789abcdef0123456789abcde",
                       "Bearer 0123456789abcdef0123456789abcdef0",
                       "Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                       "Bearer 1123456789abcdef0123456789abcdef",
                       "Bearer 0123456789abcdef0123456789abcdeF"};
  struct access none = closed;
  none.token = "";
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_int_equal(check(&closed, "127.0.0.1", NULL, good[i], ACCESS_CONTROL), 0);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(check(&closed, "127.0.0.1", NULL, bad[i], ACCESS_CONTROL), 401);
    assert_int_equal(check(&none, "127.0.0.1", NULL, bad[i], ACCESS_CONTROL), 401);
  }
}

static void publishing_needs_the_token_where_other_machines_reach_the_port(void **state) {
  (void)state;
  struct access exposed = closed;
  exposed.publish_takes_token = true;
  assert_int_equal(check(&closed, "127.0.0.1", NULL, NULL, ACCESS_PUBLISH), 0);
  assert_int_equal(check(&exposed, "127.0.0.1", NULL, NULL, ACCESS_PUBLISH), 401);
  assert_int_equal(
      check(&exposed, "127.0.0.1", NULL, "Bearer 0123456789abcdef0123456789abcdef", ACCESS_PUBLISH),
      0);
  assert_int_equal(check(&exposed, "127.0.0.1", NULL, NULL, ACCESS_READ), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_host_is_an_address_localhost_or_named),
      cmocka_unit_test(an_origin_is_the_servers_own_or_allowed),
      cmocka_unit_test(control_takes_the_whole_token_and_nothing_else),
      cmocka_unit_test(publishing_needs_the_token_where_other_machines_reach_the_port),
  };
  return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
