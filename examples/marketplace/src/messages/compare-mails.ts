import type { SendGridEmulator } from '@breakwater/sendgrid/testing';
import { type ComparedFact, factsOf } from '../comparison.ts';
import type { Store } from '../store/open-store.ts';

interface Arrival {
  readonly type: string;
  readonly recipient: string;
}

/** Mails and what became of them, here and at SendGrid. */
export function compareMails(store: Store, book: SendGridEmulator['book']): readonly ComparedFact[] {
  const fact = factsOf('SendGrid');
  const mails = store.read('SELECT id FROM mail');
  const here = store.read<Arrival>('SELECT type, recipient FROM mail_event');
  const there = book.events.map(({ event, email }) => ({ type: event, recipient: email }));
  return [
    fact('mails', mails.length, book.mails.length),
    fact('events applied', here.length, there.length),
    ...[...new Set(there.map(({ recipient }) => recipient))].map((recipient) => {
      const count = (events: readonly Arrival[]): number =>
        events.filter((event) => event.type === 'delivered' && event.recipient === recipient).length;
      return fact(recipient, `${count(here)} delivered`, `${count(there)} delivered`);
    }),
  ];
}
