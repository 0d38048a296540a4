import {
  createHmacScheme,
  createWebhookSource,
  decodeHex,
  encodeHex,
  type HmacKey,
  readHeader,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import { SECRET, SIGNATURE_HEADER, type TortureEvent } from '../torture-event.ts';

/** The events by type. */
export interface TortureEvents {
  readonly paid: TortureEvent;
  readonly updated: TortureEvent;
}

/** The sender of the torture as a source: batches, signed with an HMAC. */
export function createTortureSource(): WebhookSource<TortureEvents> {
  return createWebhookSource<TortureEvents, HmacKey>({
    name: 'torture',
    secrets: [SECRET],
    scheme: createHmacScheme({
      name: 'torture',
      algorithm: 'sha256',
      headers: [SIGNATURE_HEADER],
      parse(headers) {
        const header = readHeader(headers, SIGNATURE_HEADER);
        if (typeof header !== 'string') return header;
        const mac = decodeHex(header, 32);
        return { signatures: mac === undefined ? [] : [mac] };
      },
      compose: () => ({ headers: (mac) => ({ [SIGNATURE_HEADER]: encodeHex(mac) }) }),
    }),
    events: (payload) =>
      (payload as readonly TortureEvent[]).map((event) => ({
        id: event.id,
        idOrigin: 'sender',
        type: event.type,
        subject: event.subject,
        occurredAt: event.occurredAt,
        event,
        // Each event is stored by itself, so that a batch of many does not lie there as often as it has events.
        body: new TextEncoder().encode(JSON.stringify([event])),
      })),
  });
}
