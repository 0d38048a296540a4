import type { ErrorCode } from '../errors/error-code.js';

/** When and how a failed attempt is repeated. All durations are milliseconds. */
export interface RetryPolicy {
  /** Retries after the first attempt; 0 switches retries off. @default 2 */
  readonly maxRetries: number;
  /** `linear` waits 1, 2, 3 times `baseDelay`; `exponential` 1, 2, 4 times. @default 'exponential' */
  readonly backoffStrategy: 'linear' | 'exponential';
  /** @default 200 */
  readonly baseDelay: number;
  /** Upper bound of our own delays. A longer `Retry-After` is obeyed if the deadline allows it. @default 5_000 */
  readonly maxDelay: number;
  /** `full` draws from 0 to the delay, `equal` from half of it. Applied after the cap, so that it never vanishes. @default 'full' */
  readonly jitter: 'full' | 'equal' | 'none';
  /** @default ['RATE_LIMITED', 'TIMEOUT', 'NETWORK', 'UNAVAILABLE'] */
  readonly retryableErrors: readonly ErrorCode[];
  /**
   * Retries that the service may spend in all: `ratio` is refunded by each success, `burst` is the most that is saved
   * up. One retry is regained each ten seconds besides. `false` switches the budget off.
   * @default { ratio: 0.2, burst: 10 }
   */
  readonly budget: false | { readonly ratio: number; readonly burst: number };
}
