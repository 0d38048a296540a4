import type { ErrorCode } from '../errors/error-code.js';
import type { Classification } from './classification.js';

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'AUTHENTICATION',
  402: 'DECLINED',
  403: 'PERMISSION',
  404: 'NOT_FOUND',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  425: 'UNAVAILABLE',
  429: 'RATE_LIMITED',
};

/**
 * What an HTTP status means, by RFC 9110: undefined for success. A 4xx refuses the request. A 5xx leaves open whether it
 * was applied, except 501 and 505, which say that the server will never do this, and 503 with a time to come back.
 */
export function classifyStatus(status: number, retryAfterMs?: number): Classification | undefined {
  if (!(status >= 400 && status <= 599)) return undefined;
  const never = status === 501 || status === 505;
  const refused = status < 500 || never || (status === 503 && retryAfterMs !== undefined);
  return {
    code: BY_STATUS[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'VALIDATION'),
    message: `answered with status ${status}`,
    outcome: refused ? 'not_applied' : 'unknown',
    retryable: never ? false : undefined,
    status,
    retryAfterMs,
  };
}
