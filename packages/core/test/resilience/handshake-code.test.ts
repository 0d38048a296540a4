import { describe, expect, it } from 'vitest';
import { isHandshakeCode } from '../../src/resilience/handshake-code.js';

describe('isHandshakeCode', () => {
  it.each([
    'CERT_HAS_EXPIRED',
    'CERT_REVOKED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_UNSUPPORTED_PROTOCOL',
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
  ])('knows %s', (code) => {
    expect(isHandshakeCode(code)).toBe(true);
  });

  it.each([
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
    'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
    'ERR_TLS_RENEGOTIATION_DISABLED',
    'ERR_SSL_',
    'HANDSHAKE_FAILURE',
    'CERT_OF_A_VENDOR',
    'UNABLE_TO_CHARGE',
    'ECONNRESET',
    '',
  ])('does not take %s for one', (code) => {
    expect(isHandshakeCode(code)).toBe(false);
  });
});
