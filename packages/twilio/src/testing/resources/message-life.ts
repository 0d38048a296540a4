import { countSegments } from '../../messages/text-segments.js';
import type { Callbacks } from '../callbacks.js';
import { type EmulatedMessage, type TwilioState, toRfc2822 } from '../state/twilio-state.js';

/** What a new message is made of. */
export interface NewMessage {
  readonly to: string;
  readonly from: string | undefined;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly messagingServiceSid: string | undefined;
  readonly direction: EmulatedMessage['direction'];
  readonly status: string;
}

/** Adds a message to the account. */
export function addMessage(state: TwilioState, message: NewMessage): EmulatedMessage {
  const now = toRfc2822(state.now());
  const sid = state.identifier(message.mediaUrls.length > 0 ? 'MM' : 'SM');
  const uri = `/2010-04-01/Accounts/${state.accountSid}/Messages/${sid}`;
  const added: EmulatedMessage = {
    sid,
    account_sid: state.accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: now,
    date_updated: now,
    date_sent: null,
    direction: message.direction,
    error_code: null,
    error_message: null,
    from: message.from ?? null,
    messaging_service_sid: message.messagingServiceSid ?? null,
    num_media: String(message.mediaUrls.length),
    // A service counts when it has chosen the number to send from.
    num_segments: message.status === 'accepted' ? '0' : String(Math.max(1, countSegments(message.body).segments)),
    price: null,
    price_unit: 'USD',
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
  state.messages.push(added);
  return added;
}

/** Moves messages through their lives, and reports each step. */
export interface MessageLife {
  /** Queues a message, now or at a time: it is sent a second later, and delivered one more second later. */
  begin(message: EmulatedMessage, at: number): void;
  /** Gives a message a status, and reports it. */
  enter(message: EmulatedMessage, status: string, errorCode?: number): void;
  /** Says where a message is reported. */
  report(message: EmulatedMessage, statusCallback: string): void;
}

/** Which numbers of errors say what. Source: https://www.twilio.com/docs/api/errors */
const ERRORS: Readonly<Record<number, string>> = {
  21610: 'Attempt to send to unsubscribed recipient',
  30003: 'Unreachable destination handset',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
};

const STEP = 1_000;

/** Creates a {@link MessageLife}. */
export function createMessageLife(state: TwilioState, callbacks: Callbacks): MessageLife {
  const urls = new Map<string, string>();
  const enter: MessageLife['enter'] = (message, status, errorCode) => {
    message.status = status;
    message.date_updated = toRfc2822(state.now());
    if (status === 'sent') message.date_sent = message.date_updated;
    if (errorCode !== undefined) {
      message.error_code = errorCode;
      message.error_message = ERRORS[errorCode] ?? 'Unknown error';
    }
    const url = urls.get(message.sid);
    if (url === undefined) return;
    callbacks.send({
      url,
      type: 'message.status',
      id: `${message.sid}:${status}`,
      form: {
        MessageSid: message.sid,
        MessageStatus: status,
        SmsSid: message.sid,
        SmsStatus: status,
        AccountSid: state.accountSid,
        ApiVersion: message.api_version,
        From: message.from ?? undefined,
        To: message.to,
        MessagingServiceSid: message.messaging_service_sid ?? undefined,
        ErrorCode: errorCode === undefined ? undefined : String(errorCode),
        ErrorMessage: errorCode === undefined ? undefined : (message.error_message ?? undefined),
      },
    });
  };

  return {
    enter,
    report(message, statusCallback) {
      urls.set(message.sid, statusCallback);
    },
    begin(message, at) {
      const { status: end, errorCode } = state.fates.get(message.to) ?? { status: 'delivered' };
      const steps: readonly (readonly [status: string, after: number])[] = [
        ['queued', 0],
        ...(end === 'failed' ? [] : ([['sent', STEP]] as const)),
        ...(end === 'sent' ? [] : ([[end, 2 * STEP]] as const)),
      ];
      for (const [status, after] of steps) {
        if (status === message.status) continue;
        state.transitions.push({
          at: at + after,
          apply: () => {
            if (message.status === 'canceled') return;
            enter(message, status, status === end ? errorCode : undefined);
          },
        });
      }
    },
  };
}
