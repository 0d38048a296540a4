export type { TwilioWebhookEndpoint } from './callbacks.js';
export {
  createTwilioEmulator,
  type TwilioBook,
  type TwilioEmulator,
  type TwilioEmulatorOptions,
} from './create-twilio-emulator.js';
export { EMULATED_ACCOUNT } from './emulated-account.js';
export type {
  EmulatedCall,
  EmulatedMessage,
  EmulatedResource,
  EmulatedRoom,
  MessageFate,
} from './state/twilio-state.js';
export type { TwilioBelief } from './twilio-book.js';
export type { SentByPerson, TwilioTestHelpers } from './twilio-test-helpers.js';
