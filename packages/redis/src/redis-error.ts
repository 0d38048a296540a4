import { createRedactor, type ErrorCode, IntegrationError, isIntegrationError, sanitizeCause } from '@breakwater/core';

/** First words of errors with which the server says that it has done nothing. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  NOAUTH: 'AUTHENTICATION',
  WRONGPASS: 'AUTHENTICATION',
  NOPERM: 'PERMISSION',
  OOM: 'OVERLOADED',
  BUSY: 'UNAVAILABLE',
  CLUSTERDOWN: 'UNAVAILABLE',
  LOADING: 'UNAVAILABLE',
  MASTERDOWN: 'UNAVAILABLE',
  MISCONF: 'UNAVAILABLE',
  NOREPLICAS: 'UNAVAILABLE',
  READONLY: 'UNAVAILABLE',
  TRYAGAIN: 'UNAVAILABLE',
};

/** The error of a command that was not answered in time. */
export function toTimeoutError(operation: string, timeout: number): IntegrationError {
  const message = `Redis did not answer within ${timeout} ms.`;
  return new IntegrationError({ code: 'TIMEOUT', service: 'redis', operation, message, outcome: 'unknown' });
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** How errors of the server begin, whichever client passes them on: `OOM command not allowed ...`. */
function codeWordOf(error: unknown): string {
  return /^-?([A-Z]+) /.exec(messageOf(error))?.[1] ?? '';
}

/** Whether the server does not know the script of which it was told the hash. Nothing was run then. */
export function isUnknownScript(error: unknown): boolean {
  return codeWordOf(error) === 'NOSCRIPT';
}

/**
 * The error of a command that failed. Without an answer nobody knows whether the server did it; repeating it is safe.
 */
export function toRedisError(operation: string, error: unknown): IntegrationError {
  if (isIntegrationError(error)) return error;
  const word = codeWordOf(error);
  const refusal = REFUSALS[word];
  const code = refusal ?? (word === '' ? 'NETWORK' : 'UNKNOWN');
  const redact = createRedactor();
  const what = refusal ? 'Redis refused it' : 'Redis did not do it, or did not say so';
  return new IntegrationError({
    code,
    service: 'redis',
    operation,
    message: `${what}: ${redact(messageOf(error))}`,
    outcome: refusal ? 'not_applied' : 'unknown',
    cause: sanitizeCause(error, redact),
  });
}
