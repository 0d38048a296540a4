import {
  checkOptions,
  createWebhookSource,
  type DecodedBody,
  decodeJson,
  type HmacKey,
  type OptionRule,
  type RawHeaders,
  reject,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import { isForm, parseForm } from './form-body.js';
import { toFormItem } from './form-item.js';
import { createPublicUrl, isRouteUrl, type PublicUrlOptions } from './public-url.js';
import { toStreamItems } from './stream-items.js';
import type { TwilioEvents, TwilioParameters } from './twilio-events.js';
import { createTwilioScheme } from './twilio-scheme.js';

/** Options of {@link twilioWebhook}. */
export interface TwilioWebhookOptions extends PublicUrlOptions {
  /**
   * Auth tokens of the account, not API keys: Twilio signs with the primary one. List the secondary one too while you
   * rotate. Without a usable one the source loads, verifies nothing, and requests are answered 500; the reason,
   * `missing_secret`, is told to telemetry (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
}

const isUrlOption = (url: unknown): boolean =>
  typeof url === 'function' || (typeof url === 'string' && isRouteUrl(url));

/** Both together would be a contradiction: only one of them can say what the URL is. */
const rulesFor = (publicUrl: unknown): Readonly<Record<string, OptionRule>> => ({
  secrets: [(secrets) => Array.isArray(secrets) || typeof secrets === 'function', 'an array, also for a single token'],
  publicUrl: [isUrlOption, 'an http or https URL without query, or a function that returns the whole URL'],
  trustForwardedHeaders: [
    (trust) => typeof trust === 'boolean' && !(trust && publicUrl !== undefined),
    'a boolean, and not true beside a publicUrl',
  ],
});

/** Event Streams tries for four hours; what else is there depends on the URL's overrides, and is over sooner. */
const RETENTION = 2 * 86_400_000;

function decode(body: Uint8Array, headers: RawHeaders): DecodedBody {
  if (!isForm(headers)) return decodeJson(body);
  const value = parseForm(body);
  return value ? { ok: true, value } : reject('invalid_payload', 'The body is not a form in UTF-8.');
}

/**
 * Twilio's webhooks: callbacks of messages and calls, and the events of Event Streams, typed.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { twilioWebhook } from '@breakwater/twilio/webhooks';
 *
 * export const source = twilioWebhook({
 *   secrets: [process.env.TWILIO_AUTH_TOKEN],
 *   publicUrl: 'https://shop.example/webhooks/twilio',
 * });
 * ```
 */
export function twilioWebhook(options: TwilioWebhookOptions): WebhookSource<TwilioEvents> {
  const { secrets, publicUrl, trustForwardedHeaders } = options;
  checkOptions('twilio', 'options', options, rulesFor(publicUrl));
  const forwarded = trustForwardedHeaders ? ['x-forwarded-proto', 'x-forwarded-host'] : [];
  return createWebhookSource<TwilioEvents, HmacKey>({
    name: 'twilio',
    scheme: createTwilioScheme(createPublicUrl({ publicUrl, trustForwardedHeaders }), forwarded),
    secrets,
    delivery: {
      // Where an incoming message is answered with anything but TwiML or nothing at all, Twilio reports error 12300. There
      // is one retry at most, and none for a status unless the URL asks for it: in progress is a failure like others.
      statuses: { done: 204, stored: 204, inProgress: 503, unverified: 403 },
      retention: RETENTION,
      replyTypes: ['text/xml'],
    },
    decode,
    events(payload, headers, body) {
      if (!isForm(headers)) return toStreamItems(payload, body);
      const form = payload as TwilioParameters;
      return Object.keys(form).length === 0 ? undefined : [toFormItem(form)];
    },
  });
}
