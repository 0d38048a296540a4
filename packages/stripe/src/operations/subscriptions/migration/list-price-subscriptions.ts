import { shape, withoutUndefined } from '@breakwater/core';
import { identifierShape } from '../../../identifier.js';
import type { Operation, OperationDefinition } from '../../bind-operation.js';

/** Which page of the subscriptions to a price. */
export interface PriceSubscriptionsQuery {
  readonly priceId: string;
  readonly after?: string | undefined;
}

/** One page of ids. */
export interface PriceSubscriptionsPage {
  readonly subscriptionIds: readonly string[];
  readonly hasMore: boolean;
}

/** The largest page that Stripe gives. */
const PAGE = 100;

/** Lists a page of the subscriptions to a price that have not been canceled. */
export const listPriceSubscriptions: OperationDefinition<PriceSubscriptionsQuery, PriceSubscriptionsPage> = {
  name: 'subscriptions.migratePrices',
  features: ['subscriptions'],
  input: /* @__PURE__ */ shape.object({
    priceId: identifierShape('price'),
    after: shape.optional(identifierShape('subscription')),
  }),
  call: async (client, { priceId, after }) => {
    const page = await client.subscriptions.list(
      withoutUndefined({ price: priceId, limit: PAGE, starting_after: after }),
    );
    return { subscriptionIds: page.data.map(({ id }) => id), hasMore: page.has_more };
  },
};

/**
 * All of the subscriptions to a price. They are listed to the end before the first is moved: one that is moved leaves the
 * list, and pages that are asked for later would skip others.
 */
export async function listAllSubscriptions(
  list: Operation<PriceSubscriptionsQuery, PriceSubscriptionsPage>,
  priceId: string,
  options: { readonly signal?: AbortSignal | undefined; readonly timeout?: number | undefined },
): Promise<readonly string[]> {
  const ids = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const page: PriceSubscriptionsPage = await list({ priceId, after }, withoutUndefined(options));
    for (const id of page.subscriptionIds) ids.add(id);
    const last = page.subscriptionIds.at(-1);
    if (!page.hasMore || last === undefined) return [...ids];
    after = last;
  }
}
