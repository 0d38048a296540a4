export type {
  DigestAlgorithm,
  HmacAlgorithm,
  HmacKey,
  PrivateKey,
  PublicKey,
  SignatureAlgorithm,
} from '../runtime/crypto.js';
export { checkOptions, type OptionRule } from './check-options.js';
export { createDeadLetters, type DeadLetters } from './dead-letters/create-dead-letters.js';
export type {
  DeadLetter,
  DeadLetterFilter,
  InspectOptions,
  LetterReplay,
  LetterReplayOutcome,
  LetterReplayReport,
  PurgeLettersOptions,
  ReplayLettersOptions,
} from './dead-letters/dead-letter.js';
export type {
  DeadLettersOfHandlers,
  DeadLettersOfInbox,
  DeadLettersOptions,
} from './dead-letters/dead-letter-stores.js';
export { type AesGcmCipherOptions, type CipherKey, createAesGcmCipher } from './encryption/aes-gcm-cipher.js';
export { DecryptionFailure } from './encryption/decryption-failure.js';
export { type ContentCipher, type EncryptInboxOptions, encryptInbox } from './encryption/encrypt-inbox.js';
export { createWebhookHandler, type ProcessReport, type WebhookHandler } from './handler/create-webhook-handler.js';
export type { RequestRejection } from './handler/reply.js';
export type { WebhookHandlerOptions, WebhookRetryPolicy } from './handler/webhook-handler-options.js';
export type {
  HandleResult,
  WebhookContext,
  WebhookHandle,
  WebhookHandlers,
  WebhookReply,
} from './handler/webhook-handlers.js';
export { checkPurge } from './inbox/check-purge.js';
export { type CoalesceOptions, coalesceAccepts } from './inbox/coalesce-accepts.js';
export { type CoalesceCallsOptions, coalesceCalls } from './inbox/coalesce-calls.js';
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
  ReplayRecord,
  StoredDelivery,
} from './inbox/inbox.js';
export { createMemoryInbox, type MemoryInboxOptions } from './inbox/memory-inbox.js';
export { type LatestOptions, latest } from './order/latest.js';
export { createMemoryLock, type SerialOptions, type SubjectLock, serial } from './order/serial.js';
export {
  type AppliedVersion,
  createMemoryVersionStore,
  type MemoryVersionStoreOptions,
  type VersionKey,
  type VersionStore,
} from './order/version-store.js';
export { isPermanentFailure, PermanentFailure } from './processing/permanent-failure.js';
export type { DeliveryOrigin } from './processing/recheck-delivery.js';
export type { InboxRecords, WebhookProcessor } from './processing/webhook-processor.js';
export { sliceElements, wrapElement } from './request/batch-elements.js';
export { type DecodedBody, decodeJson, decodeText } from './request/decode-json.js';
export { deriveEventId, hashBody } from './request/derive-id.js';
export type { RawHeaders, RawRequest } from './request/raw-request.js';
export { readHeader } from './request/read-header.js';
export { decodeBase64, encodeBase64 } from './schemes/base64.js';
export { checkFreshness, parseSeconds } from './schemes/check-freshness.js';
export type { ClaimsDefinition, SignatureClaims } from './schemes/claims-scheme.js';
export { decodeHex, encodeHex } from './schemes/decode-hex.js';
export { parseDerSignature, toDerSignature } from './schemes/der-signature.js';
export { createDigestScheme, type DigestSchemeDefinition, type DigestSecret } from './schemes/digest-scheme.js';
export { githubScheme } from './schemes/github-scheme.js';
export { type GithubPayload, type GithubWebhookOptions, githubWebhook } from './schemes/github-webhook.js';
export { createHmacHeaderScheme, type HmacHeaderOptions } from './schemes/hmac-header-scheme.js';
export { createHmacScheme, type HmacClaims, type HmacSchemeDefinition } from './schemes/hmac-scheme.js';
export { type EventFinder, type HmacWebhookOptions, hmacWebhook } from './schemes/hmac-webhook.js';
export {
  createPublicKeyScheme,
  type PublicKeyScheme,
  type PublicKeySchemeDefinition,
} from './schemes/public-key-scheme.js';
export type { SignatureEncoding } from './schemes/signature-encoding.js';
export { createStandardScheme, type StandardScheme, type StandardSchemeDefinition } from './schemes/standard-scheme.js';
export { standardV1 } from './schemes/standard-v1.js';
export { standardV1a } from './schemes/standard-v1a.js';
export type { StandardKey, StandardSigningKey, StandardVersion } from './schemes/standard-version.js';
export { type StandardPayload, type StandardWebhookOptions, standardWebhook } from './schemes/standard-webhook.js';
export type { TimestampFormat } from './schemes/timestamp-format.js';
export type { Freshness, SigningContext, WebhookScheme } from './schemes/webhook-scheme.js';
export {
  createWebhookSource,
  type WebhookSourceDefinition,
  type WebhookSourceOptions,
} from './source/create-webhook-source.js';
export type { DeliveryOverrides, DeliveryProfile, DeliveryStatuses } from './source/delivery-profile.js';
export type {
  EventIdOrigin,
  SplitResult,
  UnreadableReason,
  WebhookItem,
  WebhookSource,
} from './source/webhook-source.js';
export type { WebhookSecrets } from './verification/keyring.js';
export { type SignWebhookOptions, signWebhook } from './verification/sign-webhook.js';
export {
  type Rejection,
  reject,
  type SignatureVerdict,
  type Verdict,
  type Verified,
  type WebhookRejection,
} from './verification/verdict.js';
export { verifyWebhook } from './verification/verify-webhook.js';
export type { DatedSecret, WebhookSecret } from './verification/webhook-secret.js';
export { createWebhookWorker, type WebhookWorker, type WorkerHealth } from './worker/create-webhook-worker.js';
export type { WebhookWorkerOptions } from './worker/worker-options.js';
export type { WorkerLoad, WorkerStopReport } from './worker/worker-run.js';
