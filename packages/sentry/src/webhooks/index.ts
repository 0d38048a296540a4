export type {
  SentryActivityAlert,
  SentryActor,
  SentryComment,
  SentryErrorEvent,
  SentryEvent,
  SentryEventAlert,
  SentryEvents,
  SentryInstallation,
  SentryIssue,
  SentryMetricAlert,
  SentryPreprodArtifact,
  SentrySeerStep,
} from './sentry-events.js';
export { type SentryWebhookOptions, sentryWebhook } from './sentry-webhook.js';
export { type SignSentryWebhookOptions, signSentryWebhook } from './sign-sentry-webhook.js';
