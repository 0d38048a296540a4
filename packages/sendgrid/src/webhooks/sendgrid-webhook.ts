import {
  checkOptions,
  createWebhookSource,
  type OptionRule,
  type PublicKey,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { SendGridEvents } from './sendgrid-events.js';
import { toItems } from './sendgrid-item.js';
import { sendGridScheme } from './sendgrid-scheme.js';

/** Options of {@link sendGridWebhook}. */
export interface SendGridWebhookOptions {
  /**
   * Verification keys of the Event Webhook, as the dashboard shows them: base64. List the old and the new one while you
   * rotate. Without a usable one the source loads, verifies nothing, and requests are answered 500; the reason,
   * `missing_secret`, is told to telemetry (`webhook.rejected`) and not to the sender.
   */
  readonly publicKeys: WebhookSecrets;
  /**
   * Greatest age of a signature in milliseconds. Any age is taken unless you set it: SendGrid delivers for 24 hours, and
   * does not say whether a later attempt is signed anew. @default Infinity
   */
  readonly tolerance?: number | undefined;
  /** How far ahead of our clock it may be signed, in milliseconds. @default 300_000 */
  readonly futureTolerance?: number | undefined;
}

const rules: Readonly<Record<string, OptionRule>> = {
  publicKeys: [(keys) => Array.isArray(keys) || typeof keys === 'function', 'an array, also for a single key'],
  tolerance: 'duration',
  futureTolerance: 'duration',
};

/** How long SendGrid may deliver an event again: a day, and one more for clocks and queues. */
const RETENTION = 2 * 86_400_000;

/**
 * SendGrid's Event Webhook: each event of a batch on its own, typed.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing key
 * @example
 * ```ts
 * import { sendGridWebhook } from '@breakwater/sendgrid/webhooks';
 *
 * export const source = sendGridWebhook({ publicKeys: [process.env.SENDGRID_WEBHOOK_PUBLIC_KEY] });
 * ```
 */
export function sendGridWebhook(options: SendGridWebhookOptions): WebhookSource<SendGridEvents> {
  checkOptions('sendgrid', 'options', options, rules);
  const { publicKeys, tolerance = Infinity, futureTolerance } = options;
  return createWebhookSource<SendGridEvents, PublicKey>({
    name: 'sendgrid',
    scheme: sendGridScheme,
    secrets: publicKeys,
    tolerance,
    futureTolerance,
    delivery: { retention: RETENTION },
    events: (payload, _, body) => toItems(payload, body),
  });
}
