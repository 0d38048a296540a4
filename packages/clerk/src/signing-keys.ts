import { type CallContextStore, type Clock, IntegrationError, isIntegrationError } from '@breakwater/core';
import type { Inquiries, Inquiry } from './inquiry.js';

/** How long an answer stands for further questions: unknown key ids must not make a request each. */
const REST = 30_000;

/** How long a failed load stands for further ones while the last keys can stand in. */
const PAUSE = 5_000;

/**
 * How long the last keys are used at once while newer ones are on their way: twice the five minutes for which the SDK keeps
 * them. Read in `MAX_CACHE_LAST_UPDATED_AT_SECONDS` of @clerk/backend 3.25.0.
 */
const OVERLAP = 600_000;

/** How long the last keys stand in when Clerk does not answer. */
const STALE = 3_600_000;

/** The keys of an instance, as a body of `GET /v1/jwks`. */
export interface SigningKeys {
  /** Answers the SDK's request for the keys. It asks every five minutes, and whenever it meets an unknown key id. */
  respond(): Promise<Response>;
}

/** What {@link createSigningKeys} needs. */
export interface SigningKeysParts {
  /** One request under the policy of the keys. */
  readonly load: () => Promise<unknown>;
  readonly inquiries: Inquiries;
  readonly context: CallContextStore;
  readonly clock: Clock;
}

interface KeptKeys {
  readonly body: string;
  readonly ids: ReadonlySet<string>;
  readonly at: number;
}

/**
 * Keeps the keys that session tokens are signed with. They are fetched once for all who wait, and in the background where
 * the last ones know the key in question; these stand in for an hour through an outage. However many tokens name unknown
 * keys, it is not asked again within 30 seconds.
 */
export function createSigningKeys({ load, inquiries, context, clock }: SigningKeysParts): SigningKeys {
  let kept: KeptKeys | undefined;
  let loading: Promise<string> | undefined;
  let failed: { readonly error: unknown; readonly at: number } | undefined;

  const fetchKeys = async (): Promise<string> => {
    try {
      const answer = await load();
      const ids = readIds(answer);
      const body = JSON.stringify(answer);
      kept = { body, ids, at: clock.now() };
      failed = undefined;
      return body;
    } catch (error) {
      failed = { error, at: clock.now() };
      throw error;
    }
  };

  /** Whoever asks first must not take the others with it when it gives up: the load belongs to no call. */
  const startLoading = (): Promise<string> => {
    const store = context.getStore();
    const detached = store === undefined ? fetchKeys() : context.run({ ...store, finished: true }, fetchKeys);
    return detached.finally(() => {
      loading = undefined;
    });
  };
  const refresh = (): Promise<string> => (loading ??= startLoading());

  const find = async (inquiry: Inquiry | undefined): Promise<string> => {
    const age = kept === undefined ? Infinity : Math.max(0, clock.now() - kept.at);
    if (kept === undefined || age >= STALE) return await refresh();
    if (age < REST) return kept.body;
    const { body, ids } = kept;
    const resting = failed !== undefined && clock.now() - failed.at < PAUSE ? failed : undefined;
    if (knowsAll(ids, inquiry) && (age < OVERLAP || failed !== undefined)) {
      if (resting === undefined) refresh().catch(() => undefined);
      return body;
    }
    try {
      if (resting !== undefined) throw resting.error;
      return await refresh();
    } catch (error) {
      if (inquiry !== undefined && isIntegrationError(error)) {
        if (inquiry.hasAskedForSession) inquiry.failure ??= error;
        else inquiry.staleFailure = error;
      }
      return body;
    }
  };

  return {
    async respond() {
      const inquiry = inquiries.current();
      try {
        return new Response(await find(inquiry), { headers: { 'content-type': 'application/json' } });
      } catch (error) {
        if (inquiry !== undefined && isIntegrationError(error)) inquiry.failure ??= error;
        throw error;
      }
    },
  };
}

/** Whether every key that may be wanted is among these. A token that is yet to come may name any. */
function knowsAll(ids: ReadonlySet<string>, inquiry: Inquiry | undefined): boolean {
  if (inquiry === undefined || inquiry.hasAskedForSession || inquiry.keyIds.length === 0) return false;
  return inquiry.keyIds.every((id) => ids.has(id));
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** @throws IntegrationError `UNAVAILABLE` for an answer that is no list of keys */
function readIds(answer: unknown): ReadonlySet<string> {
  const { keys } = Object(answer) as { keys?: unknown };
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [];
  const ids = list.map((key) => {
    const { kid, kty, n, e } = Object(key) as Readonly<Record<string, unknown>>;
    return isText(kid) && (kty === 'RSA' ? isText(n) && isText(e) : isText(kty)) ? kid : undefined;
  });
  if (ids.length > 0 && ids.every((id) => id !== undefined)) return new Set(ids);
  throw new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'clerk',
    operation: 'jwks.retrieve',
    message: 'clerk jwks.retrieve: the answer holds no keys',
  });
}
