/* Writes the text of each message. */
#include "clients/foreign/publish_input.h"

#include <stdlib.h>
#include <string.h>

#include "clients/foreign/foreign_user.h"
#include "clients/foreign/input_pipe.h"
#include "clients/protocols/conversation_text.h"

static void input_open(struct conversation *conversation) {
  conversation->carrier->ready(conversation->owner);
}

static bool message_write(struct conversation *conversation, const char *message) {
  const struct foreign_user *own = conversation->owner;
  char *text = conversation_text(conversation, json_string_value(conversation->description),
                                 TEMPLATE_TEXT, message, NULL);
  const struct transcript_step step = {
      .does = "send", .text = text, .bytes = text ? strlen(text) : 0};
  foreign_say(own, &step);
  bool written = text && input_pipe_write(own->user->crowd->foreign->input, text, strlen(text));
  free(text);
  return written;
}

static void input_publish(struct conversation *conversation, const char *text, size_t bytes) {
  char *message = strndup(text, bytes);
  bool written = message && message_write(conversation, message);
  free(message);
  conversation->carrier->published(conversation->owner,
                                   written ? PROTOCOL_UNANSWERED : PROTOCOL_REFUSED);
}

const struct protocol publish_input = {
    .name = "input",
    .title = "a text for each message on a program's standard input",
    .state_bytes = 1,
    .open = input_open,
    .publish = input_publish,
};
