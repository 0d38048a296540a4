export type {
  CalcomAbsence,
  CalcomBooking,
  CalcomCustomEvent,
  CalcomDetails,
  CalcomEvent,
  CalcomEvents,
  CalcomMeetingEvent,
  CalcomMissedCall,
  CalcomNoShow,
  CalcomPerson,
  CalcomRecordedBooking,
} from './calcom-events.js';
export { type CalcomWebhookOptions, calcomWebhook } from './calcom-webhook.js';
export { type SignCalcomWebhookOptions, signCalcomWebhook } from './sign-calcom-webhook.js';
