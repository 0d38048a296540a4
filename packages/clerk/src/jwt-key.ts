import { type Shape, shape } from '@breakwater/core';

/**
 * An RSA key of 2,048 bits with the exponent 65,537, which is what Clerk has and the SDK reads: it takes the bytes around the
 * modulus for granted (`loadClerkJwkFromPem` of @clerk/backend 3.25.0), and would call every token a forgery otherwise.
 */
const PEM =
  /^-----BEGINPUBLICKEY-----(MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA[A-Za-z0-9+/]{342}IDAQAB)-----ENDPUBLICKEY-----$/;

/** White space, and line breaks that are written out. */
const BREAKS = /\\r|\\n|\s/g;

function readBody(value: unknown): string | undefined {
  return typeof value === 'string' ? PEM.exec(value.replaceAll(BREAKS, ''))?.[1] : undefined;
}

/** The key of an instance. */
export const jwtKeyShape: Shape<string> = /* @__PURE__ */ shape.custom<string>(
  (value) => readBody(value) !== undefined,
  'a public key in PEM form, whole, as the dashboard shows it (RSA with 2,048 bits)',
);

/** The key in the one form that the SDK reads. A value that was refused is given back. */
export function normalizeJwtKey(value: string): string {
  const body = readBody(value);
  return body === undefined ? value : `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----`;
}
