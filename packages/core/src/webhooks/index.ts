export type {
  DigestAlgorithm,
  HmacAlgorithm,
  HmacKey,
  PrivateKey,
  PublicKey,
  SignatureAlgorithm,
} from '../runtime/crypto.js';
export { type AesGcmCipherOptions, type CipherKey, createAesGcmCipher } from './aes-gcm-cipher.js';
export { sliceElements, wrapElement } from './batch-elements.js';
export { checkOptions, type OptionRule } from './check-options.js';
export { checkPurge } from './check-purge.js';
export { type CoalesceOptions, coalesceAccepts } from './coalesce-accepts.js';
export { type CoalesceCallsOptions, coalesceCalls } from './coalesce-calls.js';
export { createDeadLetters, type DeadLetters } from './create-dead-letters.js';
export { createWebhookHandler, type ProcessReport, type WebhookHandler } from './create-webhook-handler.js';
export {
  createWebhookSource,
  type WebhookSourceDefinition,
  type WebhookSourceOptions,
} from './create-webhook-source.js';
export { createWebhookWorker, type WebhookWorker, type WorkerHealth } from './create-webhook-worker.js';
export type {
  DeadLetter,
  DeadLetterFilter,
  InspectOptions,
  LetterReplay,
  LetterReplayOutcome,
  LetterReplayReport,
  PurgeLettersOptions,
  ReplayLettersOptions,
} from './dead-letter.js';
export type { DeadLettersOfHandlers, DeadLettersOfInbox, DeadLettersOptions } from './dead-letter-stores.js';
export { type DecodedBody, decodeJson, decodeText } from './decode-json.js';
export { DecryptionFailure } from './decryption-failure.js';
export type { DeliveryOverrides, DeliveryProfile, DeliveryStatuses } from './delivery-profile.js';
export { deriveEventId, hashBody } from './derive-id.js';
export { type ContentCipher, type EncryptInboxOptions, encryptInbox } from './encrypt-inbox.js';
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
} from './inbox.js';
export type { WebhookSecrets } from './keyring.js';
export { type LatestOptions, latest } from './latest.js';
export { createMemoryInbox, type MemoryInboxOptions } from './memory-inbox.js';
export { isPermanentFailure, PermanentFailure } from './permanent-failure.js';
export type { RawHeaders, RawRequest } from './raw-request.js';
export { readHeader } from './read-header.js';
export type { DeliveryOrigin } from './recheck-delivery.js';
export type { RequestRejection } from './reply.js';
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
export { createMemoryLock, type SerialOptions, type SubjectLock, serial } from './serial.js';
export { type SignWebhookOptions, signWebhook } from './sign-webhook.js';
export {
  type Rejection,
  reject,
  type SignatureVerdict,
  type Verdict,
  type Verified,
  type WebhookRejection,
} from './verdict.js';
export { verifyWebhook } from './verify-webhook.js';
export {
  type AppliedVersion,
  createMemoryVersionStore,
  type MemoryVersionStoreOptions,
  type VersionKey,
  type VersionStore,
} from './version-store.js';
export type { WebhookHandlerOptions, WebhookRetryPolicy } from './webhook-handler-options.js';
export type { HandleResult, WebhookContext, WebhookHandle, WebhookHandlers, WebhookReply } from './webhook-handlers.js';
export type { InboxRecords, WebhookProcessor } from './webhook-processor.js';
export type { DatedSecret, WebhookSecret } from './webhook-secret.js';
export type { EventIdOrigin, SplitResult, UnreadableReason, WebhookItem, WebhookSource } from './webhook-source.js';
export type { WebhookWorkerOptions } from './worker-options.js';
export type { WorkerLoad, WorkerStopReport } from './worker-run.js';
