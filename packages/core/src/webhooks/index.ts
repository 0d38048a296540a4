export type { HmacAlgorithm, HmacKey } from '../runtime/crypto.js';
export { createWebhookHandler, type ProcessReport, type WebhookHandler } from './create-webhook-handler.js';
export { createWebhookSource, type WebhookSourceDefinition } from './create-webhook-source.js';
export type { DeliveryOverrides, DeliveryProfile, DeliveryStatuses } from './delivery-profile.js';
export type {
  Accepted,
  Claim,
  ClaimOptions,
  Delivery,
  DeliveryFilter,
  DeliveryKey,
  DeliveryPage,
  DeliveryResult,
  DeliveryState,
  DeliverySummary,
  Inbox,
  PurgeOptions,
  PurgeReport,
  ReplayOptions,
  ReplayOutcome,
  StoredDelivery,
} from './inbox.js';
export type { WebhookSecret } from './keyring.js';
export { createMemoryInbox, type MemoryInboxOptions } from './memory-inbox.js';
export { isPermanentFailure, PermanentFailure } from './permanent-failure.js';
export type { RawHeaders, RawRequest } from './raw-request.js';
export { readHeader } from './read-header.js';
export type { RequestRejection } from './reply.js';
export { parseSeconds } from './schemes/check-freshness.js';
export { decodeHex, encodeHex } from './schemes/decode-hex.js';
export { createHmacScheme, type HmacClaims, type HmacSchemeDefinition } from './schemes/hmac-scheme.js';
export type { Freshness, WebhookScheme } from './schemes/webhook-scheme.js';
export {
  type Rejection,
  reject,
  type SignatureVerdict,
  type Verdict,
  type Verified,
  type WebhookRejection,
} from './verdict.js';
export { verifyWebhook } from './verify-webhook.js';
export type { WebhookHandlerOptions, WebhookRetryPolicy } from './webhook-handler-options.js';
export type { HandleResult, WebhookContext, WebhookHandle, WebhookHandlers } from './webhook-handlers.js';
export type { EventIdOrigin, SplitResult, UnreadableReason, WebhookItem, WebhookSource } from './webhook-source.js';
