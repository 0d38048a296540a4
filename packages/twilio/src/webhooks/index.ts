export { type IncomingMedia, type IncomingMessage, toIncomingMessage } from './incoming-message.js';
export {
  isFailedMessageStatus,
  isFinalMessageStatus,
  type MessageStatus,
  type MessageStatusUpdate,
  rankMessageStatus,
  toMessageStatusUpdate,
} from './message-status.js';
export { DEFAULT_OPT_OUT_KEYWORDS, isOptOutKeyword } from './opt-out-keywords.js';
export { type SignedTwilioWebhook, type SignTwilioWebhookOptions, signTwilioWebhook } from './sign-twilio-webhook.js';
export type {
  TwilioCallRequest,
  TwilioCallStatus,
  TwilioCloudEvent,
  TwilioEvents,
  TwilioIncomingMessage,
  TwilioMessageStatus,
  TwilioParameters,
  TwilioWebhookEvent,
} from './twilio-events.js';
export { type TwilioWebhookOptions, twilioWebhook } from './twilio-webhook.js';
export { type MessageAnswer, messageReply } from './twiml/message-reply.js';
export { type TwimlReply, twiml } from './twiml/twiml-reply.js';
export { type SayOptions, type VoicePrompt, type VoiceVerb, voiceReply } from './twiml/voice-reply.js';
