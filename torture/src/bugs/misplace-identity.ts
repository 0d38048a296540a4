import type { Claim, Delivery, Inbox } from '@breakwater/core/webhooks';
import type { TortureEvent } from '../torture-event.ts';

/** The id that the event itself tells. */
function readOwnId({ delivery }: Claim): string {
  const [event] = JSON.parse(new TextDecoder().decode(delivery.body)) as readonly TortureEvent[];
  return event?.id ?? delivery.id;
}

/** Defect: an event is stored under another id than its own. What handlers see is right all the same. */
export function storeUnder(inbox: Inbox<unknown>, toStoredId: (delivery: Delivery) => string): Inbox<unknown> {
  const stored = new WeakMap<Claim, Claim>();
  const toStored = (shown: Claim): Claim => stored.get(shown) ?? shown;
  return {
    ...inbox,
    accept: (deliveries) => inbox.accept(deliveries.map((delivery) => ({ ...delivery, id: toStoredId(delivery) }))),
    async claim(options) {
      const claims = await inbox.claim(options);
      return claims.map((claim) => {
        const shown: Claim = { ...claim, delivery: { ...claim.delivery, id: readOwnId(claim) } };
        stored.set(shown, claim);
        return shown;
      });
    },
    extend: (claim, lease) => inbox.extend(toStored(claim), lease),
    complete: (claim, options) => inbox.complete(toStored(claim), options),
    fail: (claim, options) => inbox.fail(toStored(claim), options),
    bury: (claim, options) => inbox.bury(toStored(claim), options),
    release: async (claim) => (await inbox.release?.(toStored(claim))) ?? false,
  };
}
