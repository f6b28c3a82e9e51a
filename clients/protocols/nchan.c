/* nchan, a module of nginx, as its README describes it (https://nchan.io, release 1.3):
 *
 * - Long polls ("Long-Polling"): a GET waits for the message behind its cursor. The cursor is a
 *   pair, since several messages may share a second: Last-Modified and Etag of an answer go back as
 *   If-Modified-Since and If-None-Match. Where an answer lacks one of them, it stays as it was. 408
 *   ends a wait without a message ("nchan_subscriber_timeout") and has no cursor. 410 ends it where
 *   the channel is deleted, or the server ends in order.
 * - Short polls ("Interval-Polling"): the same, but 304 is answered at once where there is no
 *   message. An answer carries one message, so after one comes the next request, up to 304: each
 *   poll takes all that waits.
 * - Event streams ("EventSource"): the id of an event goes back as Last-Event-ID. Pings are events
 *   of their own name ("nchan_eventsource_ping_event").
 * - WebSockets ("Websocket"): plain ones are handed messages as they are, and after a loss begin
 *   anew. With the subprotocol ws+meta.nchan a message begins with lines, "id: …" among them, that
 *   an empty line ends; the newest id goes back as the query's last_event_id
 *   ("nchan_subscriber_last_message_id").
 * - Publishing ("Publishing Messages"): a POST, answered 201 where somebody is subscribed and 202
 *   where nobody is. Nobody says that posts that overlap keep their order, so they do not overlap.
 *
 * Without a cursor a user begins where the server's nchan_subscriber_first_message says: at the
 * oldest message that is kept, or at the next one (`newest`). With `newest` there is no cursor
 * before the first message, so that long polls may miss messages between two polls, and short polls
 * would miss them all. */
#include <stdlib.h>
#include <string.h>

#include "clients/protocols/answer_header.h"
#include "clients/protocols/conversation_text.h"
#include "clients/protocols/ordered_posts.h"
#include "clients/protocols/rows.h"
#include "common/base/clock.h"

enum { MODIFIED_BYTES = 64, TAG_BYTES = 256, ID_BYTES = 320 };
enum { CODE_OK = 200, CODE_ACCEPTED = 202, CODE_NOT_MODIFIED = 304, CODE_TIMEOUT = 408 };

/* Until the next long poll after 304, which only older releases and locations for short polls
 * answer, the latter at once. */
static const uint64_t pause_ns = NS_PER_S;

struct nchan {
  char modified[MODIFIED_BYTES]; /* the cursor of polls: Last-Modified; "": none yet */
  char tag[TAG_BYTES];           /* Etag */
  char id[ID_BYTES];             /* the cursor of streams and WebSockets */
  bool asked;                    /* a poll is on its way */
  struct ordered_posts posts;
};

static const char meta_protocol[] = "ws+meta.nchan";

static const struct protocol_option nchan_options[] = {
    {"first", "oldest",
     "nchan_subscriber_first_message of the server: \"oldest\" or \"newest\", where a user begins"},
    {"subprotocol", meta_protocol,
     "of WebSockets: \"ws+meta.nchan\", so that they resume where they were lost, or \"none\""},
    {"ping_event", "ping", "nchan_eventsource_ping_event of the server"},
    {"publish", "/publish/{channel}", "where messages are posted"},
    {.name = NULL},
};

static bool uses_meta(const struct conversation *conversation) {
  return conversation_option_is(conversation, "subprotocol", meta_protocol);
}

static enum status nchan_check(const struct conversation *conversation, struct error *error) {
  static const char *const firsts[] = {"oldest", "newest", NULL};
  static const char *const subprotocols[] = {meta_protocol, "none", NULL};
  enum status status = conversation_choice_check(conversation, "first", firsts, error);
  if (status == STATUS_OK)
    status = conversation_choice_check(conversation, "subprotocol", subprotocols, error);
  if (status == STATUS_OK)
    status = conversation_option_check(conversation, "publish", TEMPLATE_URL, error);
  if (status != STATUS_OK)
    return status;
  if (conversation->transport == TRANSPORT_SHORT_POLL &&
      conversation_option_is(conversation, "first", "newest"))
    return error_set(error, STATUS_USAGE,
                     "short_poll gets no message from a server whose first message is the newest: "
                     "set nchan_subscriber_first_message and the option \"first\" to \"oldest\"");
  char *url = conversation_url(conversation, "/sub/{channel}", error);
  free(url);
  return url ? STATUS_OK : STATUS_USAGE;
}

static void nchan_release(struct conversation *conversation) {
  struct nchan *nchan = conversation->state;
  ordered_posts_release(&nchan->posts);
}

/* --- requests ---------------------------------------------------------------------- */

/* The URL; NULL when the conversation has failed for want of one. */
static char *subscribe_url(struct conversation *conversation) {
  struct error error = {.text = ""};
  char *url = conversation_url(conversation, "/sub/{channel}", &error);
  if (!url)
    conversation->carrier->failed(conversation->owner, "subscribe", "%s", error.text);
  return url;
}

static void poll_ask(struct conversation *conversation) {
  struct nchan *nchan = conversation->state;
  struct protocol_header headers[2];
  size_t count = 0;
  char *url = subscribe_url(conversation);
  if (!url)
    return;
  if (*nchan->modified)
    headers[count++] = (struct protocol_header){"If-Modified-Since", nchan->modified};
  if (*nchan->tag)
    headers[count++] = (struct protocol_header){"If-None-Match", nchan->tag};
  nchan->asked = true;
  const struct protocol_request request = {
      .target = url, .headers = headers, .header_count = count};
  conversation->carrier->request(conversation->owner, PROTOCOL_RECEIVES, &request);
  free(url);
}

static void stream_ask(struct conversation *conversation) {
  struct nchan *nchan = conversation->state;
  struct protocol_header headers[] = {{"Accept", "text/event-stream"},
                                      {"Last-Event-ID", nchan->id}};
  char *url = subscribe_url(conversation);
  if (!url)
    return;
  const struct protocol_request request = {
      .target = url, .headers = headers, .header_count = *nchan->id ? 2 : 1};
  conversation->carrier->stream(conversation->owner, &request);
  free(url);
}

/* The URL with the cursor in its query, malloc'd; NULL without memory. An id has digits, colons,
 * commas and brackets ("1450755280:0"); what is none of these is written %XX. */
static char *resuming_url(const struct conversation *conversation, const char *url) {
  struct nchan *nchan = conversation->state;
  struct growing_text text = {.text = NULL};
  growing_text_add_text(&text, url);
  if (*nchan->id) {
    char *id = conversation_text(conversation, "{message}", TEMPLATE_URL, nchan->id, NULL);
    growing_text_add_text(&text, strchr(url, '?') ? "&last_event_id=" : "?last_event_id=");
    growing_text_add_text(&text, id ? id : "");
    free(id);
  }
  return growing_text_take(&text);
}

static void websocket_ask(struct conversation *conversation) {
  char *url = subscribe_url(conversation);
  char *target = url ? resuming_url(conversation, url) : NULL;
  const struct protocol_request request = {.target = target};
  if (target)
    conversation->carrier->websocket(conversation->owner, &request,
                                     uses_meta(conversation) ? meta_protocol : NULL);
  else if (url)
    conversation->carrier->failed(conversation->owner, "subscribe", "no memory for the URL");
  free(target);
  free(url);
}

static void nchan_open(struct conversation *conversation) {
  struct nchan *nchan = conversation->state;
  nchan->asked = false;
  ordered_posts_reopened(conversation, &nchan->posts);
  if (conversation->publishes || conversation->transport == TRANSPORT_SHORT_POLL) {
    conversation->carrier->ready(conversation->owner);
  } else if (conversation->transport == TRANSPORT_LONG_POLL) {
    poll_ask(conversation);
    conversation->carrier->ready(conversation->owner);
  } else if (conversation->transport == TRANSPORT_SSE) {
    stream_ask(conversation);
  } else {
    websocket_ask(conversation);
  }
}

static void nchan_poll(struct conversation *conversation) {
  struct nchan *nchan = conversation->state;
  if (!nchan->asked)
    poll_ask(conversation);
}

static void nchan_woken(struct conversation *conversation) {
  nchan_poll(conversation);
}

/* --- answers ----------------------------------------------------------------------- */

static const char *advice_of(int code) {
  switch (code) {
  case 403:
    return "the server forbids it: its limits, its authorization or the Origin";
  case 404:
    return "no location of the server matches the transport's \"url\"";
  case 405:
    return "the location takes no subscribers of this kind";
  case 409:
    return "another subscriber has taken the channel (nchan_subscriber_concurrency)";
  case 410:
    return "the channel was deleted, or the server ends";
  default:
    return "is \"url\" that of a subscriber's location (nchan_subscriber)?";
  }
}

static void answer_fail(struct conversation *conversation, const char *step,
                        const struct protocol_answer *answer) {
  char words[ANSWER_WORDS_BYTES];
  answer_words(answer, words, sizeof words);
  if (answer->code == 0)
    conversation->carrier->failed(conversation->owner, step, "%s", words);
  else
    conversation->carrier->failed(conversation->owner, step, "%s: %s", words,
                                  advice_of(answer->code));
}

static void message_take(struct conversation *conversation, const struct protocol_answer *answer) {
  struct nchan *nchan = conversation->state;
  answer_header_text(answer, "Last-Modified", nchan->modified, sizeof nchan->modified);
  answer_header_text(answer, "Etag", nchan->tag, sizeof nchan->tag);
  conversation->carrier->received(conversation->owner, answer->body, answer->body_bytes);
  conversation->carrier->polled(conversation->owner, answer->body_bytes == 0);
  poll_ask(conversation);
}

static void poll_answered(struct conversation *conversation, const struct protocol_answer *answer) {
  struct nchan *nchan = conversation->state;
  bool holds = conversation->transport == TRANSPORT_LONG_POLL;
  nchan->asked = false;
  if (answer->code == CODE_OK) {
    message_take(conversation, answer);
  } else if (answer->code == CODE_TIMEOUT || answer->code == CODE_NOT_MODIFIED) {
    conversation->carrier->polled(conversation->owner, true);
    if (holds && answer->code == CODE_TIMEOUT)
      poll_ask(conversation);
    else if (holds)
      conversation->carrier->wake(conversation->owner, pause_ns);
  } else {
    answer_fail(conversation, "poll", answer);
  }
}

static void post_answered(struct conversation *conversation, const struct protocol_answer *answer) {
  struct nchan *nchan = conversation->state;
  ordered_posts_answered(conversation, &nchan->posts, published_by_status(answer));
}

static void nchan_answered(struct conversation *conversation, enum protocol_lane lane,
                           const struct protocol_answer *answer) {
  if (lane == PROTOCOL_SENDS)
    post_answered(conversation, answer);
  else if (conversation->transport == TRANSPORT_LONG_POLL ||
           conversation->transport == TRANSPORT_SHORT_POLL)
    poll_answered(conversation, answer);
  else if (answer->code == CODE_OK && conversation->transport == TRANSPORT_SSE)
    conversation->carrier->failed(conversation->owner, "stream", "the server has ended the stream");
  else
    answer_fail(conversation, "stream", answer);
}

static void nchan_opened(struct conversation *conversation, const struct protocol_answer *answer) {
  size_t bytes = 0;
  bool meta = conversation->transport == TRANSPORT_WEBSOCKET && uses_meta(conversation);
  const char *agreed = answer_header(answer, "Sec-WebSocket-Protocol", &bytes);
  if (meta &&
      !(agreed && bytes == strlen(meta_protocol) && memcmp(agreed, meta_protocol, bytes) == 0))
    conversation->carrier->failed(conversation->owner, "handshake",
                                  "the server does not agree to the subprotocol %s: set the option "
                                  "\"subprotocol\" to \"none\"",
                                  meta_protocol);
  else
    conversation->carrier->ready(conversation->owner);
}

/* --- streams and WebSockets -------------------------------------------------------- */

static void id_take(struct nchan *nchan, const char *id, size_t bytes) {
  if (bytes == 0 || bytes >= sizeof nchan->id)
    return;
  memcpy(nchan->id, id, bytes);
  nchan->id[bytes] = '\0';
}

static void nchan_event(struct conversation *conversation, const struct protocol_event *event) {
  struct nchan *nchan = conversation->state;
  if (conversation_option_is(conversation, "ping_event", event->name)) {
    conversation->carrier->heartbeat(conversation->owner, false);
    return;
  }
  id_take(nchan, event->id, strlen(event->id));
  conversation->carrier->received(conversation->owner, event->data, event->data_bytes);
}

/* Reads the lines before the message. Returns the message; NULL where there are none. */
static const char *meta_read(struct nchan *nchan, const char *bytes, size_t count) {
  static const char id_name[] = "id: ";
  enum { ID_NAME_BYTES = sizeof id_name - 1 };
  const char *end = bytes + count;
  const char *line = bytes;
  const char *feed;
  while (line < end && (feed = memchr(line, '\n', (size_t)(end - line)))) {
    if (feed == line)
      return line == bytes ? NULL : feed + 1;
    if (feed - line >= ID_NAME_BYTES && memcmp(line, id_name, ID_NAME_BYTES) == 0)
      id_take(nchan, line + ID_NAME_BYTES, (size_t)(feed - line) - ID_NAME_BYTES);
    line = feed + 1;
  }
  return NULL;
}

static void nchan_text(struct conversation *conversation, const char *bytes, size_t count,
                       bool binary) {
  const char *message = bytes;
  (void)binary; /* as the message's type is */
  if (uses_meta(conversation))
    message = meta_read(conversation->state, bytes, count);
  if (message)
    conversation->carrier->received(conversation->owner, message,
                                    count - (size_t)(message - bytes));
  else
    conversation->carrier->failed(conversation->owner, "message",
                                  "\"%.*s\" does not begin with \"id: …\" and an empty line, as %s "
                                  "asks",
                                  (int)(count < 40 ? count : 40), bytes, meta_protocol);
}

static void nchan_lost(struct conversation *conversation) {
  struct nchan *nchan = conversation->state; /* the cursor stays */
  ordered_posts_lost(&nchan->posts);
}

/* --- publishing -------------------------------------------------------------------- */

static bool post_send(struct conversation *conversation, const char *text) {
  char *url = conversation_text(conversation, conversation_option(conversation, "publish"),
                                TEMPLATE_URL, NULL, NULL);
  const struct protocol_request request = {
      .method = "POST", .target = url, .body = text, .body_bytes = strlen(text)};
  bool sent = url != NULL;
  if (sent)
    conversation->carrier->request(conversation->owner, PROTOCOL_SENDS, &request);
  free(url);
  return sent;
}

static void nchan_publish(struct conversation *conversation, const char *text, size_t bytes) {
  struct nchan *nchan = conversation->state;
  nchan->posts.send = post_send;
  ordered_posts_add(conversation, &nchan->posts, text, bytes);
}

const struct protocol protocol_nchan = {
    .name = "nchan",
    .title = "nchan 1.3 (nginx)",
    .offers = {[TRANSPORT_SHORT_POLL] = true,
               [TRANSPORT_LONG_POLL] = true,
               [TRANSPORT_SSE] = true,
               [TRANSPORT_WEBSOCKET] = true},
    .options = nchan_options,
    .state_bytes = sizeof(struct nchan),
    .check = nchan_check,
    .release = nchan_release,
    .open = nchan_open,
    .answered = nchan_answered,
    .opened = nchan_opened,
    .event = nchan_event,
    .text = nchan_text,
    .woken = nchan_woken,
    .poll = nchan_poll,
    .publish = nchan_publish,
    .lost = nchan_lost,
};
