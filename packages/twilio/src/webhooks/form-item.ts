import { deriveEventId, type WebhookItem } from '@breakwater/core/webhooks';
import { asLabel } from './as-label.js';
import { toSignedText } from './form-body.js';
import type { TwilioParameters, TwilioWebhookEvent } from './twilio-events.js';

/** What a form is about, and the facts that tell it apart from all others; without them, everything in it does. */
function recognize(form: TwilioParameters): {
  readonly type: string;
  readonly subject?: string | undefined;
  readonly facts?: readonly string[];
} {
  const message = asLabel(form['MessageSid']);
  const messageStatus = asLabel(form['MessageStatus']);
  if (message !== undefined && (messageStatus ?? form['SmsStatus']) === 'received') {
    return { type: 'message.received', subject: message, facts: [message] };
  }
  if (message !== undefined && messageStatus !== undefined) {
    return { type: 'message.status', subject: message, facts: [message, messageStatus] };
  }
  const call = asLabel(form['CallSid']);
  const callStatus = asLabel(form['CallStatus']);
  if (call === undefined || callStatus === undefined) return { type: 'callback', subject: message ?? call };
  const sequence = asLabel(form['SequenceNumber']);
  if (sequence !== undefined) return { type: 'call.status', subject: call, facts: [call, callStatus, sequence] };
  const isStatus = form['CallbackSource'] !== undefined || form['CallDuration'] !== undefined;
  return { type: isStatus ? 'call.status' : 'call.request', subject: call };
}

/** The event in a form. */
export function toFormItem(form: TwilioParameters): WebhookItem<TwilioWebhookEvent> {
  const { type, subject, facts } = recognize(form);
  const time = Date.parse(asLabel(form['Timestamp']) ?? '');
  return {
    // The text that is signed stands for all parameters: who moves a border between them makes no new event of it.
    id: deriveEventId(facts ? [type, ...facts] : [toSignedText(form)]),
    idOrigin: 'derived',
    type,
    subject,
    occurredAt: Number.isFinite(time) ? time : undefined,
    event: form,
  };
}
