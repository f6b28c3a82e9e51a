/* A TLS server by OpenSSL, with a certificate that the client can be told to trust. */
#ifndef TESTS_CLIENTS_NET_FIXTURE_TLS_H
#define TESTS_CLIENTS_NET_FIXTURE_TLS_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MADE_HOST "test" /* the name in the certificate */

struct made_certificate {
  char path[32]; /* the file with the certificate */
};

static inline void certificate_sign(X509 *certificate, EVP_PKEY *key) {
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME *name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)MADE_HOST, -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
}

/* Makes a certificate, and gives the context its key. */
static inline void certificate_make(SSL_CTX *context, struct made_certificate *out) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  certificate_sign(certificate, key);
  assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
  assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
  snprintf(out->path, sizeof out->path, "/tmp/pushbench-test-XXXXXX");
  FILE *file = fdopen(mkstemp(out->path), "w");
  assert_int_equal(PEM_write_X509(file, certificate), 1);
  fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

static inline void certificate_remove(const struct made_certificate *certificate) {
  unlink(certificate->path);
}

#endif
