/* Texts of a description, with the values of a conversation in their places
 * (documents/template.h): {channel}, {user}, {run}, {random}, {secret.NAME}, and {message} where
 * one is given. */
#ifndef CLIENTS_PROTOCOLS_CONVERSATION_TEXT_H
#define CLIENTS_PROTOCOLS_CONVERSATION_TEXT_H

#include "clients/protocols/protocol.h"
#include "documents/template.h"

/* The text, malloc'd; NULL with the reason in *error. `message`: NULL where the text has none. */
char *conversation_text(const struct conversation *conversation, const char *text,
                        enum template_place place, const char *message, struct error *error);

/* The URL of the transport: "url" of its object in the description, or `fallback`. */
char *conversation_url(const struct conversation *conversation, const char *fallback,
                       struct error *error);

/* Whether an option's text can be expanded; STATUS_USAGE names the option. */
enum status conversation_option_check(const struct conversation *conversation, const char *name,
                                      enum template_place place, struct error *error);

/* Whether an option has one of the values, which NULL ends; STATUS_USAGE names them. */
enum status conversation_choice_check(const struct conversation *conversation, const char *name,
                                      const char *const *values, struct error *error);

bool conversation_option_is(const struct conversation *conversation, const char *name,
                            const char *value);

#endif
