import { checkOptions, type OptionRule } from '../check-options.js';
import { type DecodedBody, decodeJson } from '../request/decode-json.js';
import { createWebhookSource, type WebhookSourceOptions } from '../source/create-webhook-source.js';
import type { DeliveryOverrides } from '../source/delivery-profile.js';
import type { WebhookSource } from '../source/webhook-source.js';
import { aSecretList, type WebhookSecrets } from '../verification/keyring.js';
import { joinKeys } from './standard-keys.js';
import { createStandardScheme } from './standard-scheme.js';
import { standardV1 } from './standard-v1.js';
import { standardV1a } from './standard-v1a.js';
import type { StandardKey } from './standard-version.js';

/** The body that the specification of Standard Webhooks recommends. Senders may leave anything out. */
export interface StandardPayload {
  readonly type?: string;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly data?: unknown;
}

/** Options of {@link standardWebhook}. */
export interface StandardWebhookOptions<Events extends object = Record<string, StandardPayload>>
  extends Omit<WebhookSourceOptions, 'secrets'> {
  /** The integration. Part of the key under which an event is stored. @default 'standard-webhooks' */
  readonly name?: string | undefined;
  /**
   * Secrets as the sender shows them: `whsec_...` or bare base64 for signatures of version `v1`, `whpk_...` for `v1a`, side
   * by side. Raw bytes are the secret of an HMAC. A public key without its prefix belongs into `publicKeys`: here it would
   * pass for a secret. Blank and missing ones are skipped; without a usable one requests are answered 500.
   */
  readonly secrets?: WebhookSecrets;
  /** Public keys of ed25519: base64 with or without `whpk_`, or raw bytes. They count on after `secrets` in `keyIndex`. */
  readonly publicKeys?: WebhookSecrets;
  /** What header names begin with; of several, the first that has a signature counts. @default ['webhook', 'svix'] */
  readonly prefixes?: readonly string[] | undefined;
  /** Finds the type of an event. @default its `type`, or `unknown` */
  readonly type?: ((event: Events[keyof Events]) => string | undefined) | undefined;
  /** Finds the id of what an event is about, for ordering. @default none */
  readonly subject?: ((event: Events[keyof Events]) => string | undefined) | undefined;
  /** Finds when it happened, in milliseconds since the epoch. @default its `timestamp` */
  readonly occurredAt?: ((event: Events[keyof Events]) => number | undefined) | undefined;
  readonly delivery?: DeliveryOverrides | undefined;
}

const isPrefix = (prefix: unknown): boolean =>
  typeof prefix === 'string' && /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/.test(prefix);

const rules: Readonly<Record<string, OptionRule>> = {
  name: 'name',
  secrets: aSecretList,
  publicKeys: aSecretList,
  prefixes: [
    (list) => Array.isArray(list) && list.length > 0 && list.every(isPrefix),
    "an array of what header names begin with, in lower case, such as ['webhook']",
  ],
  type: 'function',
  subject: 'function',
  occurredAt: 'function',
  tolerance: 'duration',
  futureTolerance: 'duration',
  delivery: 'object',
};

/** The specification's example of retries goes on for more than three days, and Svix repeats by hand for five. */
const RETENTION = 5 * 86_400_000;

const typeOf = ({ type }: StandardPayload): string => (typeof type === 'string' && type !== '' ? type : 'unknown');

function timeOf({ timestamp }: StandardPayload): number | undefined {
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The message may consist of its headers alone. */
const decode = (body: Uint8Array): DecodedBody =>
  body.length === 0 ? { ok: true, value: undefined } : decodeJson(body);

/**
 * The webhooks of any sender that follows Standard Webhooks, or sends with Svix: version `v1` (HMAC-SHA256) and `v1a`
 * (ed25519), told apart by the secrets. The id of the message is the id of the event.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { standardWebhook } from '@breakwater/core/webhooks';
 *
 * export const source = standardWebhook<{ 'contact.created': { data: { id: string } } }>({
 *   name: 'acme',
 *   secrets: ['whsec_...', 'whpk_...'],
 *   subject: ({ data }) => data.id,
 * });
 * ```
 */
export function standardWebhook<Events extends object = Record<string, StandardPayload>>(
  options: StandardWebhookOptions<Events>,
): WebhookSource<Events> {
  const { name = 'standard-webhooks', secrets, publicKeys, prefixes = ['webhook', 'svix'], ...others } = options;
  checkOptions(name, 'options', options, rules);
  const { type, subject, occurredAt, delivery, tolerance, futureTolerance } = others;
  const scheme = createStandardScheme({ name, prefixes, versions: [standardV1, standardV1a] });
  return createWebhookSource<Events, StandardKey>({
    name,
    scheme,
    secrets: joinKeys(secrets, publicKeys),
    tolerance,
    futureTolerance,
    decode,
    delivery: { retention: RETENTION, ...delivery },
    events(payload, headers) {
      const id = scheme.readId(headers);
      if (typeof id !== 'string') return undefined;
      // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
      const event = payload as Events[keyof Events];
      const plain = Object(payload) as StandardPayload;
      return [
        {
          id,
          idOrigin: 'sender',
          type: type ? (type(event) ?? 'unknown') : typeOf(plain),
          subject: subject?.(event),
          occurredAt: occurredAt ? occurredAt(event) : timeOf(plain),
          event,
        },
      ];
    },
  });
}
