import { randomUUID } from 'node:crypto';
import type { Inbox } from '@breakwater/core/webhooks';
import { completeOutside } from './misplace-complete.ts';
import { storeUnder } from './misplace-identity.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Longer than any run. */
const FOR_EVER = 2 ** 31 - 1;

/** Answers that everything is stored, whatever becomes of it. */
function storeLater(inbox: Inbox<unknown>): Inbox<unknown> {
  return {
    ...inbox,
    accept: async (deliveries) => {
      setTimeout(() => void inbox.accept(deliveries).catch(() => {}), 5);
      return deliveries.map(() => ({ outcome: 'stored' }));
    },
  };
}

function rememberInMemory(inbox: Inbox<unknown>): Inbox<unknown> {
  const seen = new Map<string, string>();
  return storeUnder(inbox, ({ id }) => {
    const known = seen.get(id) ?? `${id}#${randomUUID()}`;
    seen.set(id, known);
    return known;
  });
}

/** Puts a defect into an inbox; those of the handler are the target's own. */
export function plantBug(inbox: Inbox<unknown>, bug: PlantedBug | undefined): Inbox<unknown> {
  switch (bug) {
    case 'acknowledge-before-store':
      return storeLater(inbox);
    case 'swallow-store-error':
      return {
        ...inbox,
        accept: (deliveries) => inbox.accept(deliveries).catch(() => deliveries.map(() => ({ outcome: 'stored' }))),
      };
    case 'no-unique-key':
      return storeUnder(inbox, ({ id }) => `${id}#${randomUUID()}`);
    case 'remember-in-memory':
      return rememberInMemory(inbox);
    case 'key-by-subject':
      return storeUnder(inbox, ({ type, subject }) => `${type}#${subject}`);
    case 'complete-without-fence':
      return {
        ...inbox,
        complete: async (claim, options) => {
          await inbox.complete(claim, options);
          return true;
        },
      };
    case 'complete-outside-transaction':
      return completeOutside(inbox);
    case 'no-recovery':
      return {
        ...inbox,
        claim: (options) => inbox.claim({ ...options, lease: FOR_EVER }),
        extend: (claim) => inbox.extend(claim, FOR_EVER),
      };
    case 'give-up-at-once':
      return { ...inbox, fail: (claim, { error }) => inbox.bury(claim, { error }) };
    default:
      return inbox;
  }
}
