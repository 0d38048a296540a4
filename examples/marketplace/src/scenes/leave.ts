import type { Payer } from '../payments/payments.ts';
import type { Stage } from '../stage.ts';
import { book } from './book.ts';
import { ADDRESSES, type Cast, signIn } from './cast.ts';
import { SERVICES } from './publish.ts';

/** Clerk breaks down just when somebody leaves. The others go on, and the permissions are taken away when it is back. */
export async function leaveDuringAnOutage(stage: Stage, cast: Cast, payer: Payer): Promise<void> {
  const { people, vendors, timeline, watch } = stage;
  timeline.say('story', 'A seller leaves, and Clerk breaks down: its circuit opens, and all others go on.');
  const ben = await signIn(stage, cast, 'ben');
  const opened = watch.next(
    (event) => event.type === 'breaker.changed' && event.service === 'clerk' && event.to === 'open',
  );
  // Before he leaves, or the worker might ask Clerk in time.
  vendors.clerk.faults.add({ match: 'GET /v1/*', times: Infinity, fault: { type: 'status', status: 503 } });
  await people.clerk.memberships.remove({ organizationId: cast.organizationId, userId: cast.ben });
  await vendors.flush();
  await opened;
  await book(stage, cast, payer, 'order-in-the-outage');

  timeline.say('story', 'Clerk is back. The token of whoever left is still good, the permission is not.');
  vendors.clerk.faults.clear();
  await stage.settle();
  await stage.visit(ben, '/publish', { ...SERVICES[0], price: 1, seller: ADDRESSES.ben });
}
