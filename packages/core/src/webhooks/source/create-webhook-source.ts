import { createSecretsFilter } from '../../errors/hide-secrets.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import { type DecodedBody, decodeJson } from '../request/decode-json.js';
import type { RawHeaders, RawRequest } from '../request/raw-request.js';
import type { WebhookScheme } from '../schemes/webhook-scheme.js';
import type { KeysInForce } from '../verification/key-period.js';
import { createKeyring, type WebhookSecrets } from '../verification/keyring.js';
import { reject, type SignatureVerdict } from '../verification/verdict.js';
import { createDeliveryProfile, type DeliveryOverrides } from './delivery-profile.js';
import type { WebhookItem, WebhookSource } from './webhook-source.js';

/** What every source can be told. */
export interface WebhookSourceOptions {
  /**
   * Signing secrets as the vendor shows them. List the old and the new one while you rotate, or give each a period with
   * `notBefore` and `notAfter`; a function finds those of a tenant. Blank and missing ones are skipped. Without a usable one
   * the source loads, verifies nothing, and requests are answered 500; the reason, `missing_secret`, is told to telemetry
   * (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
  /** Greatest age of a signature in milliseconds; `Infinity` for any. @default 300_000 */
  readonly tolerance?: number | undefined;
  /** How far ahead of our clock it may be signed, in milliseconds. @default 300_000 */
  readonly futureTolerance?: number | undefined;
}

/** What makes a {@link WebhookSource}. */
export interface WebhookSourceDefinition<Events extends object, Key> extends WebhookSourceOptions {
  /** For example `stripe`; at most 255 characters. */
  readonly name: string;
  readonly scheme: Omit<WebhookScheme<Key>, 'sign'>;
  /** Lower-case names of further headers that `events` reads. */
  readonly headers?: readonly string[] | undefined;
  /** Reads a body that is not JSON. @default as JSON in UTF-8, strictly */
  readonly decode?: ((body: Uint8Array, headers: RawHeaders) => DecodedBody) | undefined;
  /**
   * Finds the events in a decoded body.
   *
   * @returns undefined when the body is not what this vendor sends
   */
  readonly events: (
    payload: unknown,
    headers: RawHeaders,
    body: Uint8Array,
  ) => readonly WebhookItem<Events[keyof Events]>[] | undefined;
  readonly delivery?: DeliveryOverrides | undefined;
}

const isLabel = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 255;

const rules: Readonly<Record<string, OptionRule>> = {
  'name!': [isLabel, 'a string of 1 to 255 characters'],
  'scheme!': 'object',
  secrets: [() => true, ''],
  tolerance: 'duration',
  futureTolerance: 'duration',
  headers: [(names) => Array.isArray(names) && names.every(isLabel), 'an array of names'],
  decode: 'function',
  'events!': 'function',
  delivery: 'object',
};

type MaybeLater = SignatureVerdict | Promise<SignatureVerdict>;

const isItem = ({ id, type, subject, occurredAt, body }: WebhookItem): boolean =>
  isLabel(id) &&
  isLabel(type) &&
  (subject === undefined || isLabel(subject)) &&
  (occurredAt === undefined || Number.isFinite(occurredAt)) &&
  (body === undefined || body instanceof Uint8Array);

/**
 * Makes a source for any sender of JSON.
 *
 * @throws IntegrationError `CONFIGURATION` for a wrong definition. A missing secret is none: such a source loads, and
 * refuses every request as `missing_secret`, which the handler answers with 500 and tells to telemetry.
 * @example
 * ```ts
 * import { createHmacScheme, createWebhookSource, decodeHex, encodeHex, type HmacKey, readHeader } from '@breakwater/core/webhooks';
 *
 * const scheme = createHmacScheme({
 *   name: 'acme',
 *   algorithm: 'sha256',
 *   headers: ['x-acme-signature'],
 *   parse: (headers) => {
 *     const header = readHeader(headers, 'x-acme-signature');
 *     if (typeof header !== 'string') return header;
 *     const mac = decodeHex(header, 32);
 *     return { signatures: mac === undefined ? [] : [mac] };
 *   },
 *   compose: () => ({ headers: (mac) => ({ 'x-acme-signature': encodeHex(mac) }) }),
 * });
 *
 * export const acmeWebhook = createWebhookSource<{ 'order.placed': { id: string } }, HmacKey>({
 *   name: 'acme',
 *   scheme,
 *   secrets: ['secret'],
 *   events: (payload) => {
 *     const { id } = payload as { id: string };
 *     return [{ id, idOrigin: 'sender', type: 'order.placed', event: { id } }];
 *   },
 * });
 * ```
 */
export function createWebhookSource<Events extends object, Key>(
  definition: WebhookSourceDefinition<Events, Key>,
): WebhookSource<Events> {
  checkOptions(String(definition.name), 'options', definition, rules);
  const { name, scheme, events, tolerance = 300_000, futureTolerance = 300_000, decode = decodeJson } = definition;
  const keyring = createKeyring(name, definition.secrets, scheme);

  const check = (request: RawRequest, now: number, { keys, positions }: KeysInForce<Key>): MaybeLater => {
    // `keyIndex` of the scheme counts usable keys; the caller thinks in the secrets that it gave.
    const translate = (verdict: SignatureVerdict): SignatureVerdict => {
      const keyIndex = verdict.ok ? (positions[verdict.keyIndex] ?? -1) : -1;
      // Most often they are the same, and a copy would be for nothing.
      return verdict.ok && keyIndex !== verdict.keyIndex ? { ...verdict, keyIndex } : verdict;
    };
    const verdict = scheme.verify(request, keys, { now, tolerance, futureTolerance });
    return 'ok' in verdict ? translate(verdict) : verdict.then(translate);
  };
  // The error of the application's own look-up may hold anything: its kind is told, not its message.
  const blame = (failure: unknown): SignatureVerdict => {
    const kind = failure instanceof Error ? failure.name : typeof failure;
    return reject('missing_secret', `The secrets could not be looked up (${kind}).`);
  };

  return {
    name,
    headers: [...scheme.headers, ...(definition.headers ?? [])],
    delivery: createDeliveryProfile(name, definition.delivery),
    redact: (text) => createSecretsFilter(keyring.texts())(text),
    verify(request, now, tenant = '') {
      let inForce: KeysInForce<Key> | Promise<KeysInForce<Key>>;
      try {
        inForce = keyring.inForce(now, tenant);
      } catch (failure) {
        return blame(failure);
      }
      if ('keys' in inForce) return check(request, now, inForce);
      return inForce.then((found) => check(request, now, found), blame);
    },
    split(body, headers) {
      try {
        const decoded = decode(body, headers);
        if (!decoded.ok) return decoded;
        const items = events(decoded.value, headers, body);
        if (items?.every(isItem)) return { ok: true, items };
      } catch {
        // A payload of another form made the definition stumble. It is input, and input never throws here.
      }
      return reject('invalid_payload', `The body is not what ${name} sends.`);
    },
  };
}
