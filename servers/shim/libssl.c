/* Becomes libssl.so, a library in front of OpenSSL's, with one function more.
 *
 * civetweb 1.15 as Debian builds it looks its functions of OpenSSL up by name, in the
 * library that dlopen("libssl.so") gives it. OpenSSL 3 has SSL_get_peer_certificate as a
 * macro only, so civetweb does without TLS (civetweb/civetweb#1334). A library of that
 * name which is loaded already is what dlopen then finds; all but this function it finds
 * in the real one, on which ours depends. */
#include <openssl/ssl.h>

#undef SSL_get_peer_certificate
X509 *SSL_get_peer_certificate(const SSL *connection);

X509 *SSL_get_peer_certificate(const SSL *connection) {
  return SSL_get1_peer_certificate(connection);
}
