import type { Stage } from '../stage.ts';
import { ADDRESSES, type Cast, signIn } from './cast.ts';

/** What is offered, cheapest first. */
export const SERVICES = [
  { objectID: 'tuning', name: 'Piano tuning', category: 'Music', price: 1_000 },
  { objectID: 'lesson', name: 'Piano lesson', category: 'Music', price: 2_000 },
] as const;

/** Services are published, and found although one of Algolia's hosts is down. */
export async function publishAndSearch(stage: Stage, cast: Cast): Promise<void> {
  const { catalog, vendors, timeline } = stage;
  timeline.say('story', 'A seller publishes, a customer may not; a host of Algolia fails during a search.');
  const [ben, cara] = [await signIn(stage, cast, 'ben'), await signIn(stage, cast, 'cara')];
  // As a deployment does: without its settings the index would answer every filter with nothing, and no error.
  await catalog.algolia.sync({ wait: true });
  for (const service of SERVICES) await stage.visit(ben, '/publish', { ...service, seller: ADDRESSES.ben });
  await stage.visit(cara, '/publish', { ...SERVICES[0], price: 1, seller: ADDRESSES.cara });

  const [first = ''] = vendors.urls.algolia;
  vendors.algolia.hosts.fail(new URL(first).host, 'reset');
  await stage.visit(cara, '/search', { query: 'piano', category: 'Music' });
  for (const { origin, state, requests } of catalog.algolia.hosts())
    timeline.say('algolia', `${origin} is ${state} after ${requests} requests`);
  vendors.algolia.hosts.restore(new URL(first).host);
}
