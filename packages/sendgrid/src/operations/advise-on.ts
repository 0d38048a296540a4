import { isIntegrationError, restateError } from '@breakwater/core';

/**
 * The same error with advice in its message, where its outcome is unknown: what the caller can do about it. Any other error
 * is given back as it is.
 */
export function adviseOn(error: unknown, advice: string): unknown {
  if (!isIntegrationError(error) || error.outcome !== 'unknown') return error;
  return restateError(error, { message: `${error.message}; ${advice}` });
}
