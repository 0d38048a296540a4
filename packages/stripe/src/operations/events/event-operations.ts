import type { CallOptions } from '@breakwater/core';
import type Stripe from 'stripe';
import type { Operation, OperationDefinition } from '../bind-operation.js';
import { fetchEvent, fetchRelatedObject } from './fetch-event.js';
import type { ThinEventReference } from './thin-event-reference.js';

/** What a thin event leaves out, fetched under the policy. */
export interface EventOperations {
  /**
   * Fetches the whole event: its `data` and `changes`, for types that have them.
   *
   * @throws IntegrationError `NOT_FOUND` for one that is older than 30 days
   */
  fetch(event: ThinEventReference, options?: CallOptions<Stripe.V2.Core.Event>): Promise<Stripe.V2.Core.Event>;
  /**
   * Fetches the object that the event is about, as it is now, and not as it was when the event was made. Undefined for an
   * event without one.
   *
   * @typeParam Related what you expect, by the event's type: `Stripe.Customer` for `v1.customer.created`
   * @throws IntegrationError `NOT_FOUND` when it is gone
   */
  fetchRelatedObject<Related = unknown>(
    event: ThinEventReference,
    options?: CallOptions<Related | undefined>,
  ): Promise<Related | undefined>;
}

/** Binds the operations of this group. */
export function createEventOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): EventOperations {
  const event = bind(fetchEvent);
  const related = bind(fetchRelatedObject);
  return Object.freeze<EventOperations>({
    fetch: (reference, options) => event(reference, options),
    fetchRelatedObject: async <Related>(
      reference: ThinEventReference,
      options?: CallOptions<Related | undefined>,
    ): Promise<Related | undefined> => (await related(reference, options)) as Related | undefined,
  });
}
