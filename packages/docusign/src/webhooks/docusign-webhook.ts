import {
  checkOptions,
  createWebhookSource,
  deriveEventId,
  type HmacKey,
  type WebhookItem,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { DocusignEvents } from './docusign-events.js';
import { docusignScheme } from './docusign-scheme.js';

/** Options of {@link docusignWebhook}. */
export interface DocusignWebhookOptions {
  /**
   * Connect keys of the account, as DocuSign shows them once. List the old and the new one while you rotate. Without a
   * usable one the source loads, verifies nothing, and requests are answered 500; the reason, `missing_secret`, is told to
   * telemetry (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
  /**
   * The largest body taken, in bytes; a larger one is answered 413. A body is held in memory before anything is known of
   * its sender, so set it to 1_048_576 or less where your configuration includes no documents. @default 26_214_400 (25 MB)
   */
  readonly maxBodyBytes?: number | undefined;
}

/** DocuSign's samples promise up to ten retries, "at least 24 hours" apart; republishing by hand comes on top. */
const RETENTION = 15 * 86_400_000;

/** Documents come as base64 in the body: room for 18 MB of them. */
const MAX_BODY_BYTES = 25 * 1_048_576;

type Item = WebhookItem<DocusignEvents[keyof DocusignEvents]>;
type Fields = Readonly<Record<string, unknown>>;

const asLabel = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;

/** DocuSign tells ten-millionths of a second; more than three digits are not portable for `Date.parse`. */
function toMilliseconds(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value.replace(/(\.\d{3})\d+/, '$1')) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}

/** Never the hash of the body: `retryCount` is in it, and rises. */
function toId(type: string, envelopeId: string | undefined, payload: Fields, data: Fields): string {
  const { generatedDateTime } = payload;
  const { accountId = null, recipientId = null } = data;
  if (envelopeId === undefined || typeof generatedDateTime !== 'string') {
    const { retryCount: _, ...unchanging } = payload;
    return deriveEventId([type, unchanging]);
  }
  return deriveEventId([accountId, envelopeId, type, recipientId, generatedDateTime]);
}

function toItem(payload: Fields): Item | undefined {
  const { event, generatedDateTime } = payload;
  const type = asLabel(event);
  // The aggregate models have no `event`: they merge and drop what happened, and are not taken.
  if (type === undefined) return undefined;
  const data = Object(payload['data']) as Fields;
  const envelopeId = asLabel(data['envelopeId']);
  return {
    id: toId(type, envelopeId, payload, data),
    idOrigin: 'derived',
    type,
    subject: envelopeId ?? asLabel(data['templateId']),
    occurredAt: toMilliseconds(generatedDateTime),
    // The signature vouches for it, and the type for its form: an unknown type reaches `onUnhandled` only.
    event: payload as unknown as Item['event'],
  };
}

/**
 * DocuSign Connect's webhooks in the JSON SIM model, typed by event.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { docusignWebhook } from '@breakwater/docusign/webhooks';
 *
 * export const source = docusignWebhook({ secrets: ['new key', 'old key'], maxBodyBytes: 1_048_576 });
 * ```
 */
export function docusignWebhook(options: DocusignWebhookOptions): WebhookSource<DocusignEvents> {
  // No time is signed, so there is no tolerance to be given. The secrets themselves are checked with the source.
  checkOptions('docusign', 'options', options, { secrets: [() => true, ''], maxBodyBytes: 'count' });
  const { secrets, maxBodyBytes = MAX_BODY_BYTES } = options;
  return createWebhookSource<DocusignEvents, HmacKey>({
    secrets,
    name: 'docusign',
    scheme: docusignScheme,
    delivery: { maxBodyBytes, retention: RETENTION },
    events(payload) {
      const item = toItem(Object(payload) as Fields);
      return item && [item];
    },
  });
}
