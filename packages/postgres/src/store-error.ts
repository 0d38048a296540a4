import { createRedactor, type ErrorCode, IntegrationError, isIntegrationError, sanitizeCause } from '@breakwater/core';

const redact = createRedactor();

/** How an error of the server is to be understood, by SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BY_STATE: Readonly<Record<string, readonly [ErrorCode, hint: string]>> = {
  '42P01': [
    'CONFIGURATION',
    ' Run `migrate()` of the inbox first, and see that `schema` and `tablePrefix` are the same.',
  ],
  '42703': ['CONFIGURATION', ' The tables are of another version: run `migrate()` of the inbox.'],
  '3F000': ['CONFIGURATION', ' Run `migrate()` of the inbox first.'],
  '42501': ['PERMISSION', ' Grant the role of this connection what the README of @breakwater/postgres lists.'],
  '28P01': ['AUTHENTICATION', ''],
  '28000': ['AUTHENTICATION', ''],
  '53300': ['OVERLOADED', ' The server has no connection left: lower `max` of the pools.'],
  '25P02': ['CONFLICT', ' A query in this transaction had failed before, and its error was swallowed.'],
};

/** Classes of SQLSTATE of trouble that passes by itself. */
const BY_CLASS: Readonly<Record<string, ErrorCode>> = {
  '08': 'NETWORK',
  '40': 'CONFLICT', // deadlock, serialization
  '53': 'UNAVAILABLE', // out of disk or memory
  '55': 'UNAVAILABLE', // lock_timeout
  '57': 'UNAVAILABLE', // shutting down, statement_timeout
};

/** The SQLSTATE of an error that the server answered; undefined for one of the connection. */
function readState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('severity' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** Whether nobody can say what the server did: it has not answered, or only that it goes away. */
export function isUnanswered(error: unknown): boolean {
  const state = readState(error);
  return state === undefined || state.startsWith('08') || state.startsWith('57P') || state === '40003';
}

/** Makes an error of the driver one of ours. One that is ours already stays as it is. */
export function toStoreError(error: unknown, operation: string): IntegrationError {
  if (isIntegrationError(error)) return error;
  const state = readState(error);
  const [code, hint] = (state === undefined ? undefined : BY_STATE[state]) ?? [
    state === undefined ? 'NETWORK' : (BY_CLASS[state.slice(0, 2)] ?? 'UNKNOWN'),
    '',
  ];
  const cause = sanitizeCause(error, redact);
  return new IntegrationError({
    code,
    service: 'postgres',
    operation,
    message: `postgres ${operation}: ${cause?.message ?? 'failed'}${hint === '' ? '' : `.${hint}`}`,
    outcome: isUnanswered(error) ? 'unknown' : 'not_applied',
    vendorCode: state,
    retryable: code === 'CONFLICT' || code === 'NETWORK' || code === 'UNAVAILABLE' || code === 'OVERLOADED',
    cause,
  });
}
