/* Reads the parameters. */
#include "bench/judge/model_heads.h"

#include "common/base/whole.h"
#include "common/suite/options.h"
#include "documents/fields.h"
#include "documents/figures.h"

double model_number(const json_t *document, const char *name, double fallback) {
  return field_number(figure_json(document, FIGURE_PARAMS), name, fallback);
}

const char *model_text(const json_t *document, const char *name) {
  const char *text = json_string_value(json_object_get(figure_json(document, FIGURE_PARAMS), name));
  return text ? text : "";
}

bool model_is(const json_t *document, const char *name) {
  return json_is_true(json_object_get(figure_json(document, FIGURE_PARAMS), name));
}

int model_choice(const json_t *document, const char *name, const char *choices) {
  int choice = option_choice(choices, model_text(document, name));
  return choice < 0 ? 0 : choice;
}

struct request_style model_request_style(const json_t *document, int transport) {
  return (struct request_style){
      .headers =
          (enum request_headers)model_choice(document, "request_headers", REQUEST_HEADERS_CHOICES),
      .transport = (enum transport_kind)transport,
      .authority = "127.0.0.1:40000",
      .tls = model_is(document, "tls"),
      .cookie_bytes = whole_of(model_number(document, "cookie_bytes", 0)),
  };
}

struct answer_style model_answer_style(const json_t *document) {
  return (struct answer_style){
      .headers = (enum response_headers)model_choice(document, "response_headers",
                                                     RESPONSE_HEADERS_CHOICES),
      .keep_alive = true,
      .etag_line = model_cursor(document) == CURSOR_ETAG ? "" : NULL,
  };
}

enum cursor model_cursor(const json_t *document) {
  return (enum cursor)model_choice(document, "cursor", CURSOR_CHOICES);
}
