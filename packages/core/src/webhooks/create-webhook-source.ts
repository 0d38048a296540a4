import { createRedactor } from '../errors/redact.js';
import { checkOptions, type OptionRule } from './check-options.js';
import { decodeJson } from './decode-json.js';
import { createDeliveryProfile, type DeliveryOverrides } from './delivery-profile.js';
import { createKeyring, type WebhookSecret } from './keyring.js';
import type { RawHeaders } from './raw-request.js';
import type { WebhookScheme } from './schemes/webhook-scheme.js';
import { reject, type SignatureVerdict } from './verdict.js';
import type { WebhookItem, WebhookSource } from './webhook-source.js';

/** What makes a {@link WebhookSource}. */
export interface WebhookSourceDefinition<Events extends object, Key> {
  /** For example `stripe`; at most 255 characters. */
  readonly name: string;
  readonly scheme: WebhookScheme<Key>;
  /** Several while a secret is rotated. Blank and missing ones are skipped. */
  readonly secrets: readonly WebhookSecret[] | undefined;
  /** Greatest age of a signature in milliseconds; `Infinity` for any. @default 300_000 */
  readonly tolerance?: number | undefined;
  /** How far ahead of our clock it may be signed, in milliseconds. @default 300_000 */
  readonly futureTolerance?: number | undefined;
  /**
   * Finds the events in a JSON body.
   *
   * @returns undefined when the body is not what this vendor sends
   */
  readonly events: (payload: unknown, headers: RawHeaders) => readonly WebhookItem<Events[keyof Events]>[] | undefined;
  readonly delivery?: DeliveryOverrides | undefined;
}

const isLabel = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= 255;

const rules: Readonly<Record<string, OptionRule>> = {
  'name!': [isLabel, 'a string of 1 to 255 characters'],
  'scheme!': 'object',
  secrets: [() => true, ''],
  tolerance: 'duration',
  futureTolerance: 'duration',
  'events!': 'function',
  delivery: 'object',
};

const isItem = ({ id, type, subject, occurredAt }: WebhookItem): boolean =>
  isLabel(id) &&
  isLabel(type) &&
  (subject === undefined || isLabel(subject)) &&
  (occurredAt === undefined || Number.isFinite(occurredAt));

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
  const { name, scheme, events, tolerance = 300_000, futureTolerance = 300_000 } = definition;
  const keyring = createKeyring(name, definition.secrets, scheme);

  // `keyIndex` of the scheme counts usable keys; the caller thinks in the secrets that it gave.
  const translate = (verdict: SignatureVerdict): SignatureVerdict =>
    verdict.ok ? { ...verdict, keyIndex: keyring.positionOf(verdict.keyIndex) } : verdict;

  return {
    name,
    headers: scheme.headers,
    delivery: createDeliveryProfile(name, definition.delivery),
    redact: createRedactor({ secrets: keyring.texts }),
    verify(request, now) {
      const verdict = scheme.verify(request, keyring.keys(), { now, tolerance, futureTolerance });
      return 'ok' in verdict ? translate(verdict) : verdict.then(translate);
    },
    split(body, headers) {
      const decoded = decodeJson(body);
      if (!decoded.ok) return decoded;
      try {
        const items = events(decoded.value, headers);
        if (items?.every(isItem)) return { ok: true, items };
      } catch {
        // A payload of another form made the definition stumble. It is input, and input never throws here.
      }
      return reject('invalid_payload', `The body is not what ${name} sends.`);
    },
  };
}
