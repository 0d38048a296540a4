import { compareCatalog } from './catalog/compare-catalog.ts';
import { type ComparedFact, toTable } from './comparison.ts';
import { compareMails } from './messages/compare-mails.ts';
import { compareTexts } from './messages/compare-texts.ts';
import { comparePayments } from './payments/compare-payments.ts';
import { comparePeople } from './people/compare-people.ts';
import { bookInABadMinute } from './scenes/book.ts';
import { ADDRESSES } from './scenes/cast.ts';
import { join } from './scenes/join.ts';
import { leaveDuringAnOutage } from './scenes/leave.ts';
import { publishAndSearch } from './scenes/publish.ts';
import { subscribeAndUpgrade } from './scenes/subscribe.ts';
import { setStage } from './stage.ts';
import type { Store } from './store/open-store.ts';

/** What the story is told to. */
export interface StoryOptions {
  readonly print: (line: string) => void;
  /** Changes what the application believes before it is compared: proof that a difference is seen. */
  readonly tamperWith?: (store: Store) => Promise<void>;
}

/**
 * The main job of a marketplace of services, over HTTP on loopback: people join, publish, search, subscribe, book, are told
 * of it, and leave, while requests fail and webhooks come twice, tampered and out of order. Ends with what both sides believe.
 */
export async function tellStory({ print, tamperWith }: StoryOptions): Promise<readonly ComparedFact[]> {
  const stage = await setStage({ print, beforeApplying: failOnce() });
  try {
    const cast = await join(stage);
    await publishAndSearch(stage, cast);
    await subscribeAndUpgrade(stage, cast);
    const payer = await bookInABadMinute(stage, cast);
    await leaveDuringAnOutage(stage, cast, payer);

    await stage.settle();
    await tamperWith?.(stage.store);
    const { store, vendors } = stage;
    const facts = [
      ...comparePeople(store, vendors.clerk.book),
      ...compareCatalog(store, vendors.algolia.book),
      ...comparePayments(store, vendors.stripe.book),
      ...compareMails(store, vendors.sendgrid.book),
      ...compareTexts(store, vendors.twilio.book.messages),
    ];
    print(`\n${toTable(facts)}\n`);
    return facts;
  } finally {
    await stage.close();
  }
}

/** The application's own bad moment: one event of a batch of SendGrid's fails, the first time. */
function failOnce(): (event: { readonly event: string; readonly email: string }) => void {
  let isPast = false;
  return ({ event, email }) => {
    if (isPast || event !== 'delivered' || email !== ADDRESSES.ben) return;
    isPast = true;
    throw new Error('the disk was full for a moment');
  };
}
