import { redactValue } from '../../errors/redact.js';
import type { DeliveryKey, StoredDelivery } from '../inbox/inbox.js';
import { describeError } from '../processing/describe-error.js';
import { unreadableFailure } from '../processing/unreadable-delivery.js';
import { decodeJson } from '../request/decode-json.js';
import type { DeadLetter, InspectOptions } from './dead-letter.js';
import type { LetterStore } from './dead-letter-stores.js';

/** The body as it was asked for, or why that cannot be. */
function showBody(body: Uint8Array, form: InspectOptions['body']): Pick<DeadLetter, 'bytes' | 'json' | 'detail'> {
  if (form === 'bytes') return { bytes: new Uint8Array(body) };
  if (form === undefined) return {};
  const decoded = decodeJson(body);
  return decoded.ok ? { json: decoded.value } : { detail: decoded.detail };
}

/** Everything that an operator may see of a delivery. Rejects when the store does. */
export async function inspectLetter(
  { inbox, redact }: LetterStore,
  key: DeliveryKey,
  { body: form }: InspectOptions,
): Promise<DeadLetter | undefined> {
  const found: (StoredDelivery & { readonly unreadable?: unknown }) | undefined = await inbox.find(key);
  if (!found) return undefined;
  const { headers, body, unreadable: _, ...summary } = found;
  const failure = unreadableFailure(found);
  return {
    ...summary,
    error: summary.error && redact(summary.error),
    headers: redactValue(headers, redact) as Record<string, string>,
    content: failure ? 'unreadable' : body ? 'kept' : 'erased',
    size: body?.length ?? 0,
    replays: await inbox.replays(key),
    ...(failure && { detail: describeError(failure, redact) }),
    ...(body && showBody(body, form)),
  };
}
