import type { TortureEvent } from '../torture-event.ts';

/** What the sender knows to be true. */
export interface SenderBook {
  /** Lets something happen, and says what. */
  happen(): TortureEvent;
  /** Present revision of a subject: what a handler is told that asks. */
  revisionOf(subject: string): number;
}

/** So many events are counted; the others overwrite the state of their subject. */
const PAID_SHARE = 0.5;

/** A sender to whom nothing has happened yet. */
export function createSenderBook(options: { readonly subjects: number; readonly random: () => number }): SenderBook {
  const { subjects, random } = options;
  const revisions = new Map<string, number>();
  let count = 0;
  return {
    happen() {
      const subject = `subject_${Math.floor(random() * subjects)}`;
      const type = random() < PAID_SHARE ? 'paid' : 'updated';
      const revision = (revisions.get(subject) ?? 0) + (type === 'updated' ? 1 : 0);
      revisions.set(subject, revision);
      const occurredAt = Math.floor(Date.now() / 1_000) * 1_000;
      return { id: `event_${count++}`, type, subject, revision, occurredAt };
    },
    revisionOf: (subject) => revisions.get(subject) ?? 0,
  };
}
