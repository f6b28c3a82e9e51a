/* The usual mistakes, the most certain signs first. */
#include "bench/try/hint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/try/shown.h"
#include "common/base/contract.h"
#include "common/base/traits.h"
#include "documents/json_pointer.h"
#include "documents/json_read.h"

struct hinted {
  const struct talk *talk;
  const struct talk_side *side; /* whose step failed */
  const struct target_description *description;
  enum transport_kind transport;
  const json_t *described; /* the transport's object */
  bool plain;
  int code; /* the status that it failed by; 0: none */
};

/* Appends a hint; false where the sign is not there. */
typedef bool hint_rule(const struct hinted *hinted, char *out);

/* True, so that a rule can return it. */
__attribute__((format(printf, 2, 3))) static bool say(char *out, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  bounded_append_list(out, HINT_BYTES, format, arguments);
  va_end(arguments);
  return true;
}

static bool says(const struct hinted *hinted, const char *words) {
  return strstr(hinted->talk->words, words) != NULL;
}

static const char *name_of(const struct hinted *hinted) {
  return transport_name((int)hinted->transport);
}

/* The path of "GET /stream/0". */
static const char *path_asked(const struct talk_side *side) {
  const char *path = strchr(side->asked, ' ');
  return path ? path + 1 : "?";
}

static bool publishes_by_request(const struct hinted *hinted) {
  return hinted->description->publishing == TARGET_PUBLISHES_BY_REQUEST;
}

/* Whether the step that failed is such a request. */
static bool is_request(const struct hinted *hinted) {
  return hinted->talk->by_publisher && publishes_by_request(hinted);
}

/* --- statuses ----------------------------------------------------------------------------- */

/* A publish was answered by a status that "published" does not list. */
static bool published_rule(const struct hinted *hinted, char *out) {
  const json_t *listed = json_object_get(hinted->description->publish, "published");
  int code = hinted->code;
  if (!is_request(hinted) || !listed || code < 200 || code > 299)
    return false;
  return say(out,
             "if %d says that the message is published, list it in \"published\" of "
             "\"publish.request\"",
             code);
}

/* Where the URL of the failed request is said. */
static void url_say(const struct hinted *hinted, char *out) {
  const char *path = path_asked(hinted->side);
  if (is_request(hinted))
    say(out, "the server knows nothing at %.80s: is \"url\" of \"publish.request\" right?", path);
  else if (hinted->plain)
    say(out, "the server knows nothing at %.80s: is \"url\" of \"transports.%s\"%s right?", path,
        name_of(hinted),
        json_object_get(hinted->described, "steps") ? " (or of the step's \"request\")" : "");
  else
    say(out,
        "the server knows nothing at %.80s: does it speak %s, and there? \"transports\": {\"%s\": "
        "{\"url\": \"…\"}} says another path than the protocol's own",
        path, hinted->description->protocol, name_of(hinted));
}

static bool url_rule(const struct hinted *hinted, char *out) {
  if (hinted->code != 404 && hinted->code != 410)
    return false;
  url_say(hinted, out);
  if (says(hinted, "\"status\" does not say"))
    say(out, "; if %d is an answer to a poll, \"status\" says what it means", hinted->code);
  return true;
}

static bool method_rule(const struct hinted *hinted, char *out) {
  if (hinted->code != 405 && hinted->code != 501)
    return false;
  return say(out, "the path is known, but not with %.*s: is \"method\" right?",
             (int)strcspn(hinted->side->asked, " "), hinted->side->asked);
}

/* Close codes of WebSockets for a lack of rights: 1008 (RFC 6455), and 4401, 4403 by custom. */
static bool rights_rule(const struct hinted *hinted, char *out) {
  int code = hinted->code;
  if (code != 401 && code != 403 && code != 407 && !says(hinted, "closes the WebSocket: 1008") &&
      !says(hinted, "closes the WebSocket: 4401") && !says(hinted, "closes the WebSocket: 4403"))
    return false;
  return say(out, "the server wants to know who asks: \"headers\": {\"Authorization\": \"Bearer "
                  "{secret.token}\"} with \"secrets\", \"cookies\", or a step that says so first");
}

static bool type_rule(const struct hinted *hinted, char *out) {
  if ((hinted->code != 400 && hinted->code != 415 && hinted->code != 422) ||
      hinted->side->handshake)
    return false;
  return say(out,
             "the server does not take the body: is it to be JSON (\"body\": {…}), or does it need "
             "another Content-Type in \"headers\"?");
}

static bool status_rule(const struct hinted *hinted, char *out) {
  if (!says(hinted, "\"status\" does not say"))
    return false;
  return say(out,
             "say it in \"transports.%s\": \"status\": {\"%d\": \"empty\"}, or \"messages\", "
             "\"end\", \"start again\"",
             name_of(hinted), hinted->code);
}

/* --- WebSockets --------------------------------------------------------------------------- */

static bool subprotocol_rule(const struct hinted *hinted, char *out) {
  bool offered = *hinted->side->subprotocols != '\0';
  if (!says(hinted, "subprotocol") && (!hinted->side->handshake || hinted->code != 400))
    return false;
  if (!hinted->plain)
    return say(out,
               "is \"protocol\" right? %s speaks over a WebSocket with %s%.60s; its \"options\" "
               "may say another one",
               hinted->description->protocol, offered ? "the subprotocol " : "no subprotocol",
               hinted->side->subprotocols);
  return say(out,
             "a WebSocket is asked for with %s%.60s: \"subprotocols\" of \"transports.%s\" lists "
             "those that the server wants",
             offered ? "the subprotocol " : "no subprotocol", hinted->side->subprotocols,
             name_of(hinted));
}

static bool upgrade_rule(const struct hinted *hinted, char *out) {
  if (!hinted->side->handshake || hinted->code < 200 || hinted->code > 399)
    return false;
  return say(out,
             "%.80s answers as a page does, not as a WebSocket: is \"url\" of \"transports.%s\" "
             "right?",
             path_asked(hinted->side), name_of(hinted));
}

/* --- JSON --------------------------------------------------------------------------------- */

/* Whether the pointer finds nothing in what came last, and says what is there. */
static bool pointer_say(const struct talk_side *side, const char *where, const char *pointer,
                        char *out) {
  json_t *json = json_read_text(side->heard, strlen(side->heard), JSON_DECODE_ANY, NULL);
  bool found = json_pointer_get(json, pointer) != NULL;
  json_decref(json);
  if (found)
    return false;
  say(out, "%s: nothing is at \"%.60s\" in what came: ", where, pointer);
  shown_keys_append(out, HINT_BYTES, side->heard);
  return true;
}

/* "{id} was not found: no text or number at '/id' in '…'" */
static bool capture_rule(const struct hinted *hinted, char *out) {
  static const char sign[] = "no text or number at '";
  const char *at = strstr(hinted->talk->words, sign);
  if (!at || !says(hinted, "was not found"))
    return false;
  char pointer[128];
  at += strlen(sign);
  snprintf(pointer, sizeof pointer, "%.*s", (int)strcspn(at, "'"), at);
  return pointer_say(hinted->side, "\"capture\"", pointer, out);
}

/* The step of the description that has this name; by default "step 2". */
static const json_t *step_named(const json_t *described, const char *name) {
  const json_t *steps = json_object_get(described, "steps"), *step;
  size_t i;
  json_array_foreach(steps, i, step) {
    char fallback[32];
    const char *own = json_string_value(json_object_get(step, "name"));
    snprintf(fallback, sizeof fallback, "step %zu", i + 1);
    if (strcmp(own ? own : fallback, name) == 0)
      return step;
  }
  return NULL;
}

/* A step that waits for what does not come. */
static bool expect_rule(const struct hinted *hinted, char *out) {
  const json_t *step = step_named(hinted->described, hinted->talk->step);
  const json_t *expect = json_object_get(step, "expect");
  const char *pointer = json_string_value(json_object_get(expect, "pointer"));
  const char *event = json_string_value(json_object_get(expect, "event"));
  if (!expect || hinted->talk->by_publisher ||
      (!says(hinted, "expect") && !says(hinted, "came in time")))
    return false;
  if (hinted->side->texts == 0)
    return say(out,
               "nothing at all came for \"expect\": does the server speak first, or does it want "
               "something from an earlier step?");
  if (pointer && pointer_say(hinted->side, "\"expect\"", pointer, out))
    return true;
  if (event)
    return say(out,
               "\"expect\" waits for an event of the name \"%.60s\": see above for those that came",
               event);
  return say(out, "what came is not what \"expect\" of this step says: see above");
}

/* A cursor that is found nowhere stays as it was, and the same messages come again. */
static bool cursor_rule(const struct hinted *hinted, char *out) {
  const json_t *cursor = json_object_get(hinted->described, "cursor");
  const char *pointer = json_string_value(json_object_get(cursor, "pointer"));
  if (!pointer || hinted->talk->by_publisher || hinted->side->texts == 0)
    return false;
  return pointer_say(hinted->side, "\"cursor\"", pointer, out);
}

/* --- messages that do not come ------------------------------------------------------------ */

/* Whether the channel is anywhere in what a transport, or the publisher, sends. */
static bool has_channel(const json_t *json) {
  char *text = json ? json_dumps(json, JSON_ENCODE_ANY) : NULL;
  bool has = text && strstr(text, "{channel");
  free(text);
  return has;
}

static bool channel_rule(const struct hinted *hinted, char *out) {
  const struct talk *talk = hinted->talk;
  bool waits = talk->subscribed && talk->messages == 0 && !talk->by_publisher;
  if (!waits || !says(hinted, "no message came"))
    return false;
  bool users = has_channel(hinted->described) || has_channel(hinted->description->options);
  bool published = has_channel(hinted->description->publish);
  if (hinted->plain && published && !users)
    return say(out,
               "\"publish\" has {channel} and \"transports.%s\" has not: how does the server know "
               "what this user wants?",
               name_of(hinted));
  if (hinted->plain && users && !published && publishes_by_request(hinted))
    return say(out,
               "\"transports.%s\" has {channel} and \"publish\" has not: messages go elsewhere",
               name_of(hinted));
  if (talk->user.texts > 0 && !transport_traits[hinted->transport].polls)
    return say(out, "something came, but no message was found in it: is it packed (compressed, in "
                    "base64), or is a step missing after which messages come?");
  return say(out, "the user asked for %.60s and messages went to %.60s: is that the same channel?",
             path_asked(&talk->user),
             *talk->publisher.asked ? path_asked(&talk->publisher) : "the publisher's way");
}

/* --- the rest ----------------------------------------------------------------------------- */

static bool packed_rule(const struct hinted *hinted, char *out) {
  if (!says(hinted, "damaged"))
    return false;
  return say(out,
             "the server changes what it is given: does it cut, encode or translate messages?");
}

static bool silent_rule(const struct hinted *hinted, char *out) {
  if (hinted->code != 0 || (!says(hinted, "refused") && !says(hinted, "cannot connect")))
    return false;
  if (is_request(hinted))
    return say(out, "nobody listens where messages go: is \"url\" of \"publish.request\" right?");
  return say(out,
             "nobody listens there: does \"command\" listen at {port}, and \"url\" name the same?");
}

/* A known protocol in which something else came than it has. */
static bool protocol_rule(const struct hinted *hinted, char *out) {
  if (hinted->plain || is_request(hinted) || hinted->talk->messages > 0)
    return false;
  return say(out, "is \"protocol\": \"%s\" what the server speaks, and in that version?",
             hinted->description->protocol);
}

static hint_rule *const rules[] = {published_rule, subprotocol_rule, url_rule,     method_rule,
                                   rights_rule,    type_rule,        status_rule,  upgrade_rule,
                                   capture_rule,   expect_rule,      channel_rule, cursor_rule,
                                   packed_rule,    silent_rule,      protocol_rule};

/* The status in the words ("HTTP 404 no such room"), or else that of the last answer, where that
 * refuses. */
static int code_of(const struct talk *talk, const struct talk_side *side) {
  static const char sign[] = "HTTP ";
  const char *at = strstr(talk->words, sign);
  int code = at ? (int)strtol(at + strlen(sign), NULL, 10) : 0;
  return code > 0 ? code : side->code >= 400 ? side->code : 0;
}

void hint_make(const struct talk *talk, const struct target_description *description,
               enum transport_kind transport, char out[HINT_BYTES]) {
  CONTRACT(talk->failed || talk->twice > 0);
  const struct talk_side *side = talk->by_publisher ? &talk->publisher : &talk->user;
  const struct hinted hinted = {.talk = talk,
                                .side = side,
                                .code = code_of(talk, side),
                                .description = description,
                                .transport = transport,
                                .described = description->transports[transport],
                                .plain = strcmp(description->protocol, "plain") == 0};
  *out = '\0';
  if (!talk->failed)
    cursor_rule(&hinted, out);
  for (size_t i = 0; talk->failed && i < sizeof rules / sizeof *rules; i++)
    if (rules[i](&hinted, out))
      return;
}
