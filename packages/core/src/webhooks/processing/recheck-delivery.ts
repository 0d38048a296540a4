import type { StoredDelivery } from '../inbox/inbox.js';
import { readRequestFacts } from '../request/stored-request.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { describeError } from './describe-error.js';
import { unreadableFailure } from './unreadable-delivery.js';

/** What a stored delivery is checked with. */
export type DeliveryOrigin = Pick<WebhookSource, 'name' | 'verify' | 'split' | 'redact'>;

/**
 * Whether a stored delivery is still what its sender signed.
 *
 * - `unverified` its signature does not belong to what is stored
 * - `unverifiable` there is nothing to check it with: that proves nothing, neither way
 * - `unreadable` its content is there and cannot be read
 * - `erased` its content is gone
 */
export type Recheck =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly outcome: 'unverified' | 'unverifiable' | 'unreadable' | 'erased';
      readonly detail: string;
    };

const fail = (outcome: (Recheck & { ok: false })['outcome'], detail: string): Recheck => ({
  ok: false,
  outcome,
  detail,
});

const PART =
  'It was one event of several in a request. The signature covers the whole request, of which only this event is kept.';

/**
 * Checks a stored delivery again: its signature as of the time when it arrived, with the secrets of its tenant that counted
 * then, and whether the signed bytes hold the event that the row speaks of. Never rejects.
 */
export async function recheckDelivery(origin: DeliveryOrigin | undefined, delivery: StoredDelivery): Promise<Recheck> {
  const { headers, body, receivedAt, tenant, source, id, type } = delivery;
  const failure = unreadableFailure(delivery);
  if (failure) return fail('unreadable', describeError(failure, origin?.redact ?? String));
  if (!body) return fail('erased', 'Its content was erased.');
  if (!origin) return fail('unverifiable', `There is no source named ${source} here to check it with.`);
  const { url = 'https://unknown.invalid/', isPart } = readRequestFacts(headers);
  if (isPart) return fail('unverifiable', PART);
  try {
    const verdict = await origin.verify({ method: 'POST', url, headers, body }, receivedAt, tenant);
    if (!verdict.ok && verdict.reason === 'missing_secret') {
      return fail('unverifiable', `No secret is known that counted when it arrived. ${verdict.detail}`);
    }
    if (!verdict.ok) {
      const why = 'Either the row was changed, or the secret that signed it is no longer listed.';
      return fail('unverified', `${verdict.reason}: ${verdict.detail} ${why}`);
    }
    const split = origin.split(body, headers);
    const isInside = split.ok && split.items.some((item) => item.id === id && item.type === type);
    return isInside ? { ok: true } : fail('unverified', 'The signed body does not hold the event that the row names.');
  } catch (error) {
    return fail('unverifiable', `The source could not check it. ${describeError(error, origin.redact)}`);
  }
}
