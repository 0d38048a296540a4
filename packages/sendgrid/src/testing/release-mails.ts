import type { EmulatedMail, SendGridState } from './sendgrid-state.js';

/** A batch that is paused keeps its mails for so long after their time. */
const LONGEST_PAUSE = 72 * 3_600_000;

/** Decides on the scheduled mails whose time has come, oldest first. */
export function releaseMails(state: SendGridState, now: number, deliver: (mail: EmulatedMail) => void): void {
  const due = state.mails.filter(({ status, sendAt }) => status === 'scheduled' && (sendAt ?? 0) <= now);
  for (const mail of due.toSorted((one, other) => (one.sendAt ?? 0) - (other.sendAt ?? 0))) {
    const status = decide(mail, state, now);
    if (status === 'scheduled') continue;
    const settled = { ...mail, status };
    state.mails[state.mails.indexOf(mail)] = settled;
    if (status === 'sent') deliver(settled);
  }
}

function decide(
  { batchId, sendAt = 0 }: EmulatedMail,
  { batches }: SendGridState,
  now: number,
): EmulatedMail['status'] {
  const status = batchId === undefined ? undefined : batches.get(batchId);
  if (status === 'cancel') return 'discarded';
  if (status !== 'pause') return 'sent';
  return now - sendAt > LONGEST_PAUSE ? 'expired' : 'scheduled';
}
