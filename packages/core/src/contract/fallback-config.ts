import type { IntegrationError } from '../errors/integration-error.js';

/**
 * What answers when the service does not. `false` passes the error on. A `value` and a `stale` answer are given only when
 * the service is in trouble or out of reach, never in place of a refusal such as `VALIDATION` or `NOT_FOUND`, and never
 * for an error of unknown outcome; a `function` is asked about every error, and may throw it again.
 */
export type FallbackConfig =
  | false
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'function'; readonly handler: (error: IntegrationError) => unknown }
  | {
      /** The last good answer of the same operation and `cacheKey`, for calls that give one. */
      readonly type: 'stale';
      /** Oldest answer served, in milliseconds. */
      readonly maxAge: number;
      /** Answers kept; the least recently used one goes first. */
      readonly maxEntries: number;
    };
