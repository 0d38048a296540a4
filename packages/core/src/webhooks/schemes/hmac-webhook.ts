import type { HmacKey } from '../../runtime/crypto.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import { hashBody } from '../request/derive-id.js';
import type { RawHeaders } from '../request/raw-request.js';
import { readHeader } from '../request/read-header.js';
import {
  createWebhookSource,
  type WebhookSourceDefinition,
  type WebhookSourceOptions,
} from '../source/create-webhook-source.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { aSecretList } from '../verification/keyring.js';
import { createHmacHeaderScheme, type HmacHeaderOptions } from './hmac-header-scheme.js';

/** Finds something in a decoded body or in the headers. What throws makes the body none of this sender's. */
export type EventFinder<Event, Found = string> = (event: Event, headers: RawHeaders) => Found | undefined;

/** Options of {@link hmacWebhook}. */
export interface HmacWebhookOptions<Events extends object = Record<string, unknown>>
  extends WebhookSourceOptions,
    HmacHeaderOptions,
    Pick<WebhookSourceDefinition<Events, HmacKey>, 'decode' | 'delivery'> {
  /** The integration. Part of the key under which an event is stored. */
  readonly name: string;
  /**
   * Finds the id of an event, the same for each of its deliveries; a body without one is refused. @default what `idHeader`
   * says, or, without `idHeader`, a hash of the body
   */
  readonly id?: EventFinder<Events[keyof Events]> | undefined;
  /** Finds the type. @default what `typeHeader` says, or the field `type` of the body, or `unknown` */
  readonly type?: EventFinder<Events[keyof Events]> | undefined;
  /** Finds the id of what an event is about, for ordering. @default none */
  readonly subject?: EventFinder<Events[keyof Events]> | undefined;
  /** Finds when it happened, in milliseconds since the epoch. @default unknown */
  readonly occurredAt?: EventFinder<Events[keyof Events], number> | undefined;
}

const withoutTime: OptionRule = [() => false, 'left out: without timestampHeader nothing has an age'];

const rulesFor = (hasTime: boolean): Readonly<Record<string, OptionRule>> => ({
  'name!': [(name) => typeof name === 'string' && name !== '' && name.length <= 255, 'a string of 1 to 255 characters'],
  secrets: aSecretList,
  tolerance: hasTime ? 'duration' : withoutTime,
  futureTolerance: hasTime ? 'duration' : withoutTime,
  decode: 'function',
  delivery: 'object',
  id: 'function',
  type: 'function',
  subject: 'function',
  occurredAt: 'function',
});

const typeIn = (payload: unknown): string | undefined => {
  const { type } = Object(payload) as { readonly type?: unknown };
  return typeof type === 'string' && type !== '' ? type : undefined;
};

/**
 * The webhooks of any sender that puts an HMAC into a header, over the body alone or with a time and an id.
 *
 * @throws IntegrationError `CONFIGURATION` for options that are wrong or contradict each other; never for a missing secret
 * @example
 * ```ts
 * import { hmacWebhook } from '@breakwater/core/webhooks';
 *
 * export const source = hmacWebhook<{ 'order.paid': { id: string; type: string } }>({
 *   name: 'acme',
 *   secrets: ['...'],
 *   header: 'X-Acme-Signature',
 *   prefix: 'sha256=',
 *   signedContent: '{timestamp}.{body}',
 *   timestampHeader: 'X-Acme-Timestamp',
 *   id: (event) => event.id,
 * });
 * ```
 */
export function hmacWebhook<Events extends object = Record<string, unknown>>(
  options: HmacWebhookOptions<Events>,
): WebhookSource<Events> {
  const { name, secrets, tolerance, futureTolerance, decode, delivery, id, type, subject, occurredAt, ...how } =
    options;
  const what = { name, secrets, tolerance, futureTolerance, decode, delivery, id, type, subject, occurredAt };
  const { timestampHeader, idHeader, typeHeader } = how;
  checkOptions(String(name), 'options', what, rulesFor(timestampHeader !== undefined));
  const scheme = createHmacHeaderScheme(name, how);
  const read = (headers: RawHeaders, header: string | undefined): string | undefined => {
    const value = header === undefined ? undefined : readHeader(headers, header.toLowerCase());
    return typeof value === 'string' ? value : undefined;
  };

  return createWebhookSource<Events, HmacKey>({
    name,
    scheme,
    secrets,
    tolerance,
    futureTolerance,
    decode,
    delivery,
    headers: [idHeader, typeHeader].flatMap((header) => header?.toLowerCase() ?? []),
    events(payload, headers, body) {
      // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
      const event = payload as Events[keyof Events];
      const isHashed = id === undefined && idHeader === undefined;
      const sent = id ? id(event, headers) : read(headers, idHeader);
      const eventId = isHashed ? hashBody(body) : sent;
      if (eventId === undefined) return undefined;
      return [
        {
          id: eventId,
          idOrigin: isHashed ? 'body-hash' : 'sender',
          type: (type ? type(event, headers) : (read(headers, typeHeader) ?? typeIn(payload))) ?? 'unknown',
          subject: subject?.(event, headers),
          occurredAt: occurredAt?.(event, headers),
          event,
        },
      ];
    },
  });
}
