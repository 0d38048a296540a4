import { invalidRequest, StripeApiError } from './stripe-api-error.js';

/** An answer as it was given first. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
}

interface Entry {
  readonly path: string;
  readonly parameters: string;
  readonly createdAt: number;
  answer?: StoredAnswer;
}

/** Stripe may forget a key after a day. */
const lifetime = 24 * 60 * 60 * 1000;
const longestKey = 255;

/** What is known about a key: nothing (it is now held), or the answer to repeat. */
export interface IdempotencyStore {
  /**
   * Answers the stored response of a repeated request. Throws 400 `idempotency_error` when the key was used for another
   * one, 409 when the first is still running.
   */
  find(key: string, path: string, parameters: string): StoredAnswer | undefined;
  /** Holds the key while the request is executed. */
  hold(key: string, path: string, parameters: string): void;
  /** Stores the outcome of the execution. */
  store(key: string, answer: StoredAnswer): void;
  /** Lets go of a key whose request was not executed. */
  release(key: string): void;
}

/** Creates the memory of idempotency keys. `now` is epoch milliseconds. */
export function createIdempotencyStore(now: () => number): IdempotencyStore {
  const entries = new Map<string, Entry>();
  return {
    find(key, path, parameters) {
      if (key.length > longestKey) {
        throw invalidRequest(`Idempotency keys can be up to ${longestKey} characters long.`);
      }
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (now() - entry.createdAt > lifetime) {
        entries.delete(key);
        return undefined;
      }
      if (entry.path !== path || entry.parameters !== parameters) {
        const rule =
          entry.path === path
            ? 'with the same parameters they were first used with'
            : `for the same endpoint they were first used for ('${entry.path}' vs '${path}')`;
        throw new StripeApiError(400, {
          type: 'idempotency_error',
          message: `Keys for idempotent requests can only be used ${rule}. Use another key than '${key}' for a different request.`,
        });
      }
      if (!entry.answer) {
        const message = `Another request with the idempotency key '${key}' is still in progress. Try again later.`;
        throw new StripeApiError(
          409,
          { type: 'invalid_request_error', code: 'idempotency_key_in_use', message },
          { 'stripe-should-retry': 'true' },
        );
      }
      return entry.answer;
    },
    hold(key, path, parameters) {
      entries.set(key, { path, parameters, createdAt: now() });
    },
    store(key, answer) {
      const entry = entries.get(key);
      if (entry) entry.answer = answer;
    },
    release(key) {
      entries.delete(key);
    },
  };
}
