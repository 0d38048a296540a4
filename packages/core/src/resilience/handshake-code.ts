/**
 * Codes of a server that is not trusted. The certificate is checked before the request is sent. They are named one by
 * one, and not by a prefix, because vendors put codes of their own into the same field.
 */
const UNTRUSTED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_CERTIFICATE_VERIFY_FAILED',
  'HOSTNAME_MISMATCH',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * What OpenSSL says when both sides cannot agree on how to speak, and the alerts with which a server answers the first
 * message of a handshake. Other alerts also end a connection that is in use; and in TLS 1.3 a server refuses the
 * client's certificate only after the request is on its way.
 */
const NO_COMMON_TERMS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'DH_KEY_TOO_SMALL',
  'HANDSHAKE_FAILURE',
  'INAPPROPRIATE_FALLBACK',
  'INSUFFICIENT_SECURITY',
  'NO_APPLICATION_PROTOCOL',
  'NO_CIPHERS_AVAILABLE',
  'NO_PROTOCOLS_AVAILABLE',
  'PROTOCOL_VERSION',
  'UNRECOGNIZED_NAME',
  'UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
  'UNSUPPORTED_PROTOCOL',
  'WRONG_VERSION_NUMBER',
]);

/** OpenSSL has given the same alert different names: SSLV3_ALERT_ before 3.2, SSL/TLS_ALERT_ since. */
const OPENSSL = /^ERR_SSL_(?:(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_(?:ALERT_)?)?/;

/** Whether `code` is that of a TLS connection that was not established, so that no request went over it. */
export function isHandshakeCode(code: string): boolean {
  return UNTRUSTED.has(code) || (OPENSSL.test(code) && NO_COMMON_TERMS.has(code.replace(OPENSSL, '')));
}
