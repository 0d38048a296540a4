import { isEventField } from '../mail/custom-arguments.js';
import { toList, toRecord } from './emulated-route.js';
import type { EmulatedEvent, EmulatedMail, SendGridState } from './sendgrid-state.js';

/** What becomes of a mail at the receiving server. */
export type DeliveryOutcome = 'delivered' | 'deferred' | 'bounce' | 'blocked';

/** Makes an event about a mail for one recipient, in SendGrid's form, and remembers it. */
export function createMailEvent(
  state: SendGridState,
  mail: EmulatedMail,
  email: string,
  facts: Readonly<Record<string, unknown>> & { readonly event: string },
  now: number,
): EmulatedEvent {
  const asm = toRecord(mail.body['asm'])['group_id'];
  const event: EmulatedEvent = {
    ...findCustomArguments(mail, email),
    email,
    timestamp: Math.floor(now / 1_000),
    sg_event_id: state.nextId('emulated-event-'),
    sg_message_id: `${mail.messageId}.recvd-emulated-${mail.recipients.indexOf(email)}`,
    'smtp-id': `<${mail.messageId}@emulated.test>`,
    ...(mail.categories.length > 0 && { category: mail.categories }),
    ...(typeof asm === 'number' && { asm_group_id: asm }),
    ...facts,
  };
  state.events.push(event);
  return event;
}

/** Those of the personalization that the recipient is in, over those of the mail; none that would pass for a field of events. */
function findCustomArguments({ body }: EmulatedMail, email: string): Readonly<Record<string, unknown>> {
  const own = toList(body['personalizations'])
    .map(toRecord)
    .find((item) =>
      ['to', 'cc', 'bcc'].some((field) =>
        toList(item[field]).some((address) => String(toRecord(address)['email']).toLowerCase() === email),
      ),
    );
  const custom = { ...toRecord(body['custom_args']), ...toRecord(own?.['custom_args']) };
  return Object.fromEntries(Object.entries(custom).filter(([name]) => !isEventField(name)));
}

/** Why SendGrid does not even try; undefined where it does. */
function findDropReason(state: SendGridState, mail: EmulatedMail, email: string): string | undefined {
  const { suppressions, unsubscribed, groups } = state;
  const settings = toRecord(mail.body['mail_settings']);
  const isOn = (name: string): boolean => toRecord(settings[name])['enable'] === true;
  if (isOn('bypass_list_management')) return undefined;
  if (suppressions.bounces.has(email)) return 'Bounced Address';
  if (suppressions.invalid_emails.has(email)) return 'Invalid';
  if (suppressions.spam_reports.has(email)) return 'Spam Reporting Address';
  const group = toRecord(mail.body['asm'])['group_id'];
  const hasLeft = unsubscribed.has(email) || (typeof group === 'number' && groups.get(group)?.has(email) === true);
  return hasLeft ? 'Unsubscribed Address' : undefined;
}

/** The events of a mail that is on its way: it is taken, and then what the receiving server says. */
export function deliverMail(
  state: SendGridState,
  mail: EmulatedMail,
  outcomeOf: (email: string) => DeliveryOutcome,
  now: number,
): readonly EmulatedEvent[] {
  return mail.recipients.flatMap((email) => {
    const add = (facts: Readonly<Record<string, unknown>> & { readonly event: string }): EmulatedEvent =>
      createMailEvent(state, mail, email, facts, now);
    const reason = findDropReason(state, mail, email);
    if (reason !== undefined) return [add({ event: 'dropped', reason })];
    const processed = add({ event: 'processed' });
    const outcome = outcomeOf(email);
    if (outcome === 'delivered') return [processed, add({ event: 'delivered', response: '250 OK' })];
    if (outcome === 'deferred') {
      return [
        processed,
        add({ event: 'deferred', response: '451 try later', attempt: '1' }),
        add({ event: 'delivered', response: '250 OK' }),
      ];
    }
    const [why, status] =
      outcome === 'bounce' ? (['550 no such user', '5.1.1'] as const) : (['554 not taken from here', '5.7.1'] as const);
    const suppression = { email, created: Math.floor(now / 1_000), reason: why, status };
    state.suppressions[outcome === 'bounce' ? 'bounces' : 'blocks'].set(email, suppression);
    return [processed, add({ event: 'bounce', type: outcome, reason: why, status })];
  });
}
