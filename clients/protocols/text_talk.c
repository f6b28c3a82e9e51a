/* Compares beginnings of texts. */
#include "clients/protocols/text_talk.h"

#include <stdlib.h>
#include <string.h>

#include "clients/protocols/conversation_text.h"

enum status text_talk_check(const struct conversation *conversation, struct error *error) {
  static const char *const names[] = {"join", "joined", "publish", "published", "refused"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    enum status status = conversation_option_check(conversation, names[i], TEMPLATE_TEXT, error);
    if (status != STATUS_OK)
      return status;
  }
  if (!conversation_option_is(conversation, "joined", "") &&
      conversation_option_is(conversation, "join", ""))
    return error_set(error, STATUS_USAGE, "option \"joined\": there is no \"join\" to be answered");
  if (conversation->publishes && conversation_option_is(conversation, "publish", ""))
    return error_set(error, STATUS_USAGE,
                     "option \"publish\" is missing: it says which text publishes {message}");
  return STATUS_OK;
}

void text_talk_release(struct text_talk *talk) {
  free(talk->joined);
  free(talk->published);
  free(talk->refused);
  outcomes_release(&talk->outcomes);
  *talk = (struct text_talk){.joined = NULL};
}

/* Where there is no memory, the text is missing and `out` has failed. */
static void add_option(const struct conversation *conversation, const char *option,
                       const char *message, struct growing_text *out) {
  char *text = conversation_text(conversation, conversation_option(conversation, option),
                                 TEMPLATE_TEXT, message, NULL);
  if (text)
    growing_text_add_text(out, text);
  else
    out->failed = true;
  free(text);
}

static void option_keep(const struct conversation *conversation, const char *option, char **kept) {
  free(*kept);
  *kept = conversation_text(conversation, conversation_option(conversation, option), TEMPLATE_TEXT,
                            NULL, NULL);
}

void text_talk_begin(struct conversation *conversation, struct text_talk *talk,
                     struct growing_text *out) {
  option_keep(conversation, "joined", &talk->joined);
  option_keep(conversation, "published", &talk->published);
  option_keep(conversation, "refused", &talk->refused);
  talk->joining = !conversation->publishes && talk->joined && *talk->joined;
  if (!conversation->publishes)
    add_option(conversation, "join", NULL, out);
}

void text_talk_publish(struct conversation *conversation, struct text_talk *talk,
                       struct growing_text *out, const char *message, size_t bytes) {
  char *text = strndup(message, bytes);
  add_option(conversation, "publish", text ? text : "", out);
  out->failed = out->failed || !text;
  free(text);
  outcomes_add(conversation, &talk->outcomes, talk->number++);
}

bool text_talk_answered(const struct text_talk *talk) {
  return talk->published && *talk->published;
}

static bool begins(const char *bytes, size_t count, const char *beginning) {
  size_t length = beginning ? strlen(beginning) : 0;
  return length > 0 && count >= length && memcmp(bytes, beginning, length) == 0;
}

enum text_talk_heard text_talk_hear(struct conversation *conversation, struct text_talk *talk,
                                    const char *bytes, size_t count) {
  bool refused = begins(bytes, count, talk->refused);
  if (talk->joining && (refused || begins(bytes, count, talk->joined))) {
    talk->joining = false;
    return refused ? TEXT_TALK_REFUSED : TEXT_TALK_JOINED;
  }
  if (talk->outcomes.count > 0 && text_talk_answered(talk) &&
      (refused || begins(bytes, count, talk->published))) {
    outcomes_set_oldest(conversation, &talk->outcomes,
                        refused ? PROTOCOL_REFUSED : PROTOCOL_PUBLISHED);
    return TEXT_TALK_ANSWER;
  }
  return TEXT_TALK_OTHER;
}
