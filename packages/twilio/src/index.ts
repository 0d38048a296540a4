export { type AnyTwilio, createTwilio, type TwilioIntegration } from './create-twilio.js';
export { twilioDefinition } from './definition.js';
export type { TwilioFeature, TwilioFeatures } from './features.js';
export type { TwilioModule } from './load-client.js';
export { dedent } from './messages/dedent.js';
export { describeText, type TextFacts, type TextWarning } from './messages/describe-text.js';
export {
  type BookingConfirmationText,
  type BookingReminderText,
  type MarketplaceTexts,
  marketplaceTexts,
  type VerificationCodeText,
} from './messages/marketplace-texts.js';
export { countSegments, type TextSegments } from './messages/text-segments.js';
export {
  type NoTemplates,
  type TextTemplate,
  type TextTemplates,
  type TextVariables,
  textTemplate,
  type VariablesOf,
} from './messages/text-template.js';
export type { Operation } from './operations/bind-operation.js';
export type { ContentApproval, ContentReference, RequestApprovalInput } from './operations/content/content-approval.js';
export type { ContentTemplateOperations } from './operations/content/content-operations.js';
export type {
  ContentTemplateResult,
  CreateContentTemplateInput,
} from './operations/content/create-content-template.js';
export type { OnUnknownOutcome } from './operations/look-up-policy.js';
export type { MessageReference } from './operations/messages/cancel-message.js';
export type {
  MessageContent,
  MessageSchedule,
  MessageSettings,
  ScheduleMessageInput,
  SendMessageInput,
  UntemplatedMessageInput,
} from './operations/messages/message-input.js';
export type { AnyMessageOperations, MessageOperations } from './operations/messages/message-operations.js';
export type { MessageResult } from './operations/messages/message-result.js';
export type {
  EnsuredMessagingService,
  EnsureMessagingServiceInput,
  MessagingServiceOperations,
} from './operations/services/ensure-messaging-service.js';
export type { CheckVerificationInput, VerificationCheck } from './operations/verify/check-verification.js';
export type { StartVerificationInput, VerificationResult } from './operations/verify/start-verification.js';
export type { VerifyOperations } from './operations/verify/verify-operations.js';
export type { CreatedRoom, CreateRoomInput, EndRoomInput, RoomResult } from './operations/video/create-room.js';
export type { CreateVideoTokenInput, VideoToken } from './operations/video/create-video-token.js';
export type { VideoOperations } from './operations/video/video-operations.js';
export type { CallResult, MakeCallInput } from './operations/voice/make-call.js';
export type { CallReference, VoiceOperations } from './operations/voice/voice-operations.js';
export type { TwilioCredentials, TwilioOptions, TwilioSettings } from './options.js';
