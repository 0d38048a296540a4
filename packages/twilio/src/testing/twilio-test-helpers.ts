import type { Clock } from '@breakwater/core';
import type { VirtualClock } from '@breakwater/testing';
import { isOptOutKeyword } from '../webhooks/index.js';
import type { Callbacks } from './callbacks.js';
import { readMessages } from './read-twiml.js';
import { addMessage, type MessageLife } from './resources/message-life.js';
import type { MessageFate, TwilioState } from './state/twilio-state.js';

/** A message that a person sends to the account. */
export interface SentByPerson {
  /** The person's number; with `whatsapp:` before it for WhatsApp. */
  readonly from: string;
  /** @default the first number of the account, by the same channel */
  readonly to?: string;
  readonly body: string;
}

/** People, carriers, reviewers and the passing of time: what a test cannot do through the API. */
export interface TwilioTestHelpers {
  /**
   * A person writes. An opt-out keyword opts them out, START and UNSTOP in again. The application is told, and messages in its
   * TwiML answer are sent to the person. Answers the SID of the message.
   */
  receive(message: SentByPerson): string;
  /** What becomes of messages to a number from now on. @default delivered */
  setFate(to: string, fate: MessageFate): void;
  /** A person reads a message (WhatsApp). */
  read(messageSid: string): void;
  /** The code that was sent last to somebody; undefined when none waits. */
  codeFor(to: string): string | undefined;
  /** WhatsApp decides on a content template. */
  decideApproval(contentSid: string, status: 'approved' | 'rejected', reason?: string): void;
  /**
   * Moves time forward by `ms` milliseconds, and lets messages and calls get on. A virtual clock is moved itself, with
   * everything that lives by it; beside the machine's clock only the emulator is ahead from then on.
   */
  advance(ms: number): Promise<void>;
  /** The emulator's time, in milliseconds since the epoch. */
  now(): number;
}

const isVirtual = (clock: Clock): clock is VirtualClock => 'advance' in clock;

/** Opens the state to the helpers. */
export function createTwilioTestHelpers(parts: {
  readonly state: TwilioState;
  readonly clock: Clock;
  readonly callbacks: Callbacks;
  readonly life: MessageLife;
}): TwilioTestHelpers {
  const { state, clock, callbacks, life } = parts;

  const answer = (to: string, from: string, texts: readonly string[]): void => {
    for (const body of texts) {
      if (state.optOuts.has(`${from} ${to}`)) continue;
      const message = addMessage(state, {
        to,
        from,
        body,
        mediaUrls: [],
        messagingServiceSid: undefined,
        direction: 'outbound-reply',
        status: 'queued',
      });
      life.begin(message, state.now());
    }
  };

  const changeOptOut = (person: string, number: string, body: string): void => {
    const services = [...state.services.values()]
      .filter(({ phoneNumberSids }) =>
        phoneNumberSids.some((sid) => state.phoneNumbers.get(sid) === number.replace('whatsapp:', '')),
      )
      .map(({ resource }) => resource.sid);
    for (const sender of [number, ...services]) {
      if (isOptOutKeyword(body)) state.optOuts.add(`${sender} ${person}`);
      else if (isOptOutKeyword(body, ['START', 'UNSTOP', 'YES'])) state.optOuts.delete(`${sender} ${person}`);
    }
  };

  return {
    receive({ from, body, to: given }) {
      const channel = from.startsWith('whatsapp:') ? 'whatsapp:' : '';
      const to = given ?? channel + ([...state.phoneNumbers.values()][0] ?? '');
      changeOptOut(from, to, body);
      const message = addMessage(state, {
        to,
        from,
        body,
        mediaUrls: [],
        messagingServiceSid: undefined,
        direction: 'inbound',
        status: 'received',
      });
      for (const url of callbacks.inboundUrls) {
        callbacks.send({
          url,
          type: 'message.received',
          id: message.sid,
          form: {
            MessageSid: message.sid,
            SmsMessageSid: message.sid,
            SmsSid: message.sid,
            SmsStatus: 'received',
            AccountSid: state.accountSid,
            ApiVersion: '2010-04-01',
            From: from,
            To: to,
            Body: body,
            NumMedia: '0',
            NumSegments: message.num_segments,
          },
          onAnswer: ({ body: document, contentType }) => {
            if (/xml/.test(contentType)) answer(from, to, readMessages(document));
          },
        });
      }
      return message.sid;
    },
    setFate(to, fate) {
      state.fates.set(to, fate);
    },
    read(messageSid) {
      const message = state.messages.find(({ sid }) => sid === messageSid);
      if (!message) throw new Error(`There is no message ${messageSid}.`);
      life.enter(message, 'read');
    },
    codeFor: (to) => state.verifications.findLast((one) => one.to === to && one.status === 'pending')?.code,
    decideApproval(contentSid, status, reason = '') {
      const approval = state.contents.get(contentSid)?.approval;
      if (!approval) throw new Error(`Nobody has asked for an approval of ${contentSid}.`);
      Object.assign(approval, { status, rejection_reason: reason });
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`advance(${ms}): time only moves forward.`);
      if (isVirtual(clock)) await clock.advance(ms);
      else state.skip(ms);
      state.catchUp();
    },
    now: () => state.now(),
  };
}
