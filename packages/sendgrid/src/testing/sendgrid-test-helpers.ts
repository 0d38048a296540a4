import type { Clock } from '@breakwater/core';
import { createMailEvent } from './mail-events.js';
import type { EmulatedEvent, EmulatedMail, SendGridState } from './sendgrid-state.js';

/** What recipients do, for which there is no route. */
export interface SendGridTestHelpers {
  /** The recipient opens a mail. */
  open(messageId: string, email: string): EmulatedEvent;
  /** The recipient follows a link. */
  click(messageId: string, email: string, url: string): EmulatedEvent;
  /** The recipient leaves everything, or the group. Mails to them are dropped from now on. */
  unsubscribe(messageId: string, email: string, groupId?: number): EmulatedEvent;
  /** The recipient calls a mail spam. Mails to them are dropped from now on. */
  reportSpam(messageId: string, email: string): EmulatedEvent;
  /** Sends the scheduled mails whose time has come, and makes the changes of contacts that are due. */
  releaseDue(): void;
}

interface Parts {
  readonly state: SendGridState;
  readonly clock: Clock;
  readonly send: (events: readonly EmulatedEvent[]) => void;
  readonly releaseDue: () => void;
}

/** Makes {@link SendGridTestHelpers}. They throw a TypeError for a mail that there is not, or that went to somebody else. */
export function createTestHelpers({ state, clock, send, releaseDue }: Parts): SendGridTestHelpers {
  const find = (messageId: string, email: string): EmulatedMail => {
    const mail = state.mails.find((item) => item.messageId === messageId && item.status === 'sent');
    if (mail?.recipients.includes(email.toLowerCase()) === true) return mail;
    throw new TypeError(`No mail ${messageId} was sent to ${email}.`);
  };
  const happen = (
    messageId: string,
    email: string,
    facts: Readonly<Record<string, unknown>> & { readonly event: string },
  ): EmulatedEvent => {
    const event = createMailEvent(state, find(messageId, email), email.toLowerCase(), facts, clock.now());
    send([event]);
    return event;
  };
  return Object.freeze<SendGridTestHelpers>({
    open: (messageId, email) => happen(messageId, email, { event: 'open', sg_machine_open: false }),
    click: (messageId, email, url) => happen(messageId, email, { event: 'click', url }),
    unsubscribe(messageId, email, groupId) {
      if (groupId === undefined) {
        const event = happen(messageId, email, { event: 'unsubscribe' });
        state.unsubscribed.set(email.toLowerCase(), Math.floor(clock.now() / 1_000));
        return event;
      }
      const event = happen(messageId, email, { event: 'group_unsubscribe', asm_group_id: groupId });
      const group = state.groups.get(groupId) ?? new Set<string>();
      state.groups.set(groupId, group.add(email.toLowerCase()));
      return event;
    },
    reportSpam(messageId, email) {
      const event = happen(messageId, email, { event: 'spamreport' });
      const created = Math.floor(clock.now() / 1_000);
      state.suppressions.spam_reports.set(email.toLowerCase(), {
        email: email.toLowerCase(),
        created,
        reason: '',
        status: '',
      });
      return event;
    },
    releaseDue,
  });
}
