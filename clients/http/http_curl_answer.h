/* Answers as libcurl hands them over, how its requests end, and how many bytes they were. */
#ifndef CLIENTS_HTTP_HTTP_CURL_ANSWER_H
#define CLIENTS_HTTP_HTTP_CURL_ANSWER_H

#include "clients/http/http_curl_state.h"

/* Has libcurl hand the connection's answers over here. */
void http_curl_answer_setup(struct http_connection *connection);

/* Counts the bytes of the request under way, up to now. */
void http_curl_connection_settle(struct http_connection *connection);

/* The request is over: tells its owner, who may start another. */
void http_curl_connection_ended(struct http_connection *connection, CURLcode result);

#endif
