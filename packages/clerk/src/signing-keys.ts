import { type CallContextStore, type Clock, IntegrationError, isIntegrationError } from '@breakwater/core';

/** How long an answer stands for further questions: unknown key ids must not make a request each. */
const REST = 30_000;

/** How long the last keys stand in when Clerk does not answer. */
const STALE = 3_600_000;

/** The keys of an instance, as a body of `GET /v1/jwks`. */
export interface SigningKeys {
  /** Answers the SDK's request for the keys. It asks every five minutes, and whenever it meets an unknown key id. */
  respond(): Promise<Response>;
  /** The failure of the last such request inside a call, which the SDK turns into "signed out". */
  failureOf(context: object): Error | undefined;
}

/** What {@link createSigningKeys} needs. */
export interface SigningKeysParts {
  /** One request under the policy. */
  readonly load: () => Promise<unknown>;
  readonly context: CallContextStore;
  readonly clock: Clock;
}

/**
 * Keeps the keys that session tokens are signed with: fetched once for all who wait, kept for an hour through an outage,
 * and not fetched again within 30 seconds however many tokens name unknown keys.
 */
export function createSigningKeys({ load, context, clock }: SigningKeysParts): SigningKeys {
  const failures = new WeakMap<object, Error>();
  let kept: { readonly body: string; readonly at: number } | undefined;
  let loading: Promise<string> | undefined;

  const fetchKeys = async (): Promise<string> => {
    const answer = await load();
    if (!holdsKeys(answer)) throw createEmptyError();
    const body = JSON.stringify(answer);
    kept = { body, at: clock.now() };
    return body;
  };

  /** Whoever asks first must not take the others with it when it gives up: the load belongs to no call. */
  const startLoading = (): Promise<string> => {
    const store = context.getStore();
    const detached = store === undefined ? fetchKeys() : context.run({ ...store, finished: true }, fetchKeys);
    return detached.finally(() => {
      loading = undefined;
    });
  };

  const find = async (): Promise<string> => {
    const age = kept === undefined ? Infinity : Math.max(0, clock.now() - kept.at);
    if (kept !== undefined && age < REST) return kept.body;
    try {
      loading ??= startLoading();
      return await loading;
    } catch (error) {
      if (kept !== undefined && age < STALE) return kept.body;
      throw error;
    }
  };

  return {
    failureOf: (store) => failures.get(store),
    async respond() {
      try {
        return new Response(await find(), { headers: { 'content-type': 'application/json' } });
      } catch (error) {
        const store = context.getStore();
        if (store !== undefined && isIntegrationError(error)) failures.set(store, error);
        throw error;
      }
    },
  };
}

function holdsKeys(answer: unknown): boolean {
  const { keys } = Object(answer) as { keys?: unknown };
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'object' && key !== null);
}

function createEmptyError(): IntegrationError {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'clerk',
    operation: 'jwks.retrieve',
    message: 'clerk jwks.retrieve: the answer holds no keys',
    outcome: 'not_applied',
    retryable: true,
  });
}
