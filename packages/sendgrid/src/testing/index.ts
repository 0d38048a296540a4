export {
  createSendGridEmulator,
  type SendGridEmulator,
  type SendGridEmulatorOptions,
} from './create-sendgrid-emulator.js';
export type { DeliveryOutcome } from './mail-events.js';
export type { SendGridBook } from './sendgrid-book.js';
export type {
  EmulatedContact,
  EmulatedEvent,
  EmulatedMail,
  EmulatedSuppression,
  SuppressionRoute,
} from './sendgrid-state.js';
export type { SendGridTestHelpers } from './sendgrid-test-helpers.js';
export type { SendGridWebhookEndpoint, SendGridWebhookEndpoints } from './sendgrid-webhook-endpoints.js';
