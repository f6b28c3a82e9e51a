/* Lines of a request. */
#include "bench/probe/probe_request.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static void line_add(struct growing_text *out, const char *name, const char *value) {
  growing_text_add_text(out, name);
  growing_text_add_text(out, ": ");
  growing_text_add_text(out, value);
  growing_text_add_text(out, "\r\n");
}

void probe_request_add(const struct probed_path *path, const struct probe_request *request,
                       struct growing_text *out) {
  growing_text_add_text(out, request->method);
  growing_text_add_text(out, " ");
  growing_text_add_text(out, path->url.prefix);
  growing_text_add_text(out, request->target);
  growing_text_add_text(out, " HTTP/1.1\r\n");
  line_add(out, "Host", path->url.authority);
  line_add(out, "User-Agent", "pushbench-probe");
  if (request->with_token && *path->token != '\0') {
    growing_text_add_text(out, "Authorization: Bearer ");
    growing_text_add_text(out, path->token);
    growing_text_add_text(out, "\r\n");
  }
  if (request->headers)
    growing_text_add_text(out, request->headers);
  if (request->body) {
    char length[24];
    snprintf(length, sizeof length, "%zu", request->body_bytes);
    line_add(out, "Content-Type", "application/json");
    line_add(out, "Content-Length", length);
  }
  growing_text_add_text(out, "\r\n");
  if (request->body)
    growing_text_add(out, request->body, request->body_bytes);
}

void probe_key_write(const unsigned char key[static PROBE_KEY_BYTES],
                     char text[static PROBE_KEY_TEXT_BYTES],
                     char accept[static PROBE_ACCEPT_TEXT_BYTES]) {
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  enum { DIGEST_BYTES = 20 };
  char joined[PROBE_KEY_TEXT_BYTES + sizeof guid];
  unsigned char digest[EVP_MAX_MD_SIZE];
  EVP_EncodeBlock((unsigned char *)text, key, PROBE_KEY_BYTES);
  snprintf(joined, sizeof joined, "%s%s", text, guid);
  EVP_Digest(joined, strlen(joined), digest, NULL, EVP_sha1(), NULL);
  EVP_EncodeBlock((unsigned char *)accept, digest, DIGEST_BYTES);
}
