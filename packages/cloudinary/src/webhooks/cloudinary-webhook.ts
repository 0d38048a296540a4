import {
  checkOptions,
  createWebhookSource,
  type DigestAlgorithm,
  type DigestSecret,
  type OptionRule,
  type WebhookItem,
  type WebhookSecrets,
  type WebhookSource,
} from '@breakwater/core/webhooks';
import type { CloudinaryEvents } from './cloudinary-events.js';
import { toItem } from './cloudinary-item.js';
import { cloudinaryScheme } from './cloudinary-scheme.js';

/** Options of {@link cloudinaryWebhook}. */
export interface CloudinaryWebhookOptions {
  /**
   * API secrets of the product environment. Cloudinary signs with the oldest active one; list the new one too while you
   * rotate. Without a usable one the source loads, verifies nothing, and requests are answered 500; the reason,
   * `missing_secret`, is told to telemetry (`webhook.rejected`) and not to the sender.
   */
  readonly secrets: WebhookSecrets;
  /**
   * The hash that your account signs with. Only this one is accepted. Ask Cloudinary to sign with `sha256`, and set it
   * here: two bodies with the same SHA-1 can be made. @default 'sha1', as accounts are set up
   */
  readonly algorithm?: DigestAlgorithm | undefined;
  /** Greatest age of a signature in milliseconds; `Infinity` for any. @default 7_200_000 (two hours) */
  readonly tolerance?: number | undefined;
  /** How far ahead of our clock it may be signed, in milliseconds. @default 300_000 */
  readonly futureTolerance?: number | undefined;
}

const rules: Readonly<Record<string, OptionRule>> = {
  secrets: [(secrets) => Array.isArray(secrets) || typeof secrets === 'function', 'an array, also for a single secret'],
  algorithm: ['sha1', 'sha256'],
  tolerance: 'duration',
  futureTolerance: 'duration',
};

/** Cloudinary is said to try for some ten minutes; two days leave room for a replay by hand. */
const RETENTION = 2 * 86_400_000;

/**
 * Cloudinary's notifications, typed.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options; never for a missing secret
 * @example
 * ```ts
 * import { cloudinaryWebhook } from '@breakwater/cloudinary/webhooks';
 *
 * export const source = cloudinaryWebhook({ secrets: [process.env.CLOUDINARY_API_SECRET], algorithm: 'sha256' });
 * ```
 */
export function cloudinaryWebhook(options: CloudinaryWebhookOptions): WebhookSource<CloudinaryEvents> {
  checkOptions('cloudinary', 'options', options, rules);
  const { secrets, algorithm = 'sha1', tolerance = 7_200_000, futureTolerance } = options;
  return createWebhookSource<CloudinaryEvents, DigestSecret>({
    name: 'cloudinary',
    scheme: cloudinaryScheme(algorithm),
    secrets,
    tolerance,
    futureTolerance,
    delivery: { retention: RETENTION },
    events(payload, _, body) {
      const item = toItem(payload, body);
      return item && [item as WebhookItem<CloudinaryEvents[keyof CloudinaryEvents]>];
    },
  });
}
