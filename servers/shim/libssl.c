/* Becomes libssl.so, a library that adds one function to OpenSSL's.
 *
 * Debian's civetweb 1.15 looks up OpenSSL's functions by name in the library that it gets from
 * dlopen("libssl.so"). OpenSSL 3 has SSL_get_peer_certificate only as a macro, so civetweb starts
 * without TLS (civetweb/civetweb#1334). If this library is loaded before, dlopen returns it, and
 * the other functions are found in the real library, on which it depends. */
#include <openssl/ssl.h>

#undef SSL_get_peer_certificate
X509 *SSL_get_peer_certificate(const SSL *connection);

X509 *SSL_get_peer_certificate(const SSL *connection) {
  return SSL_get1_peer_certificate(connection);
}
