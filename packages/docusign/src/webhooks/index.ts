export type {
  DocusignDocument,
  DocusignEnvelopeData,
  DocusignEnvelopeSummary,
  DocusignEvent,
  DocusignEvents,
  DocusignOtherData,
  DocusignRecipient,
  DocusignRecipientData,
} from './docusign-events.js';
export { type DocusignWebhookOptions, docusignWebhook } from './docusign-webhook.js';
export { type SignDocusignWebhookOptions, signDocusignWebhook } from './sign-docusign-webhook.js';
