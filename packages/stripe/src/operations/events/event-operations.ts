import type { CallOptions } from '@breakwater/core';
import type { Operation, OperationDefinition } from '../bind-operation.js';
import { fetchEvent, fetchRelatedObject } from './fetch-event.js';
import type { RelatedObjectOf, ThinEventReference, WholeEventOf } from './thin-event-reference.js';

/** What a thin event leaves out, fetched under the policy. */
export interface EventOperations {
  /**
   * Fetches the whole event: its `data` and `changes`, for types that have them.
   *
   * @throws IntegrationError `NOT_FOUND` for one that is older than 30 days
   */
  fetch<Event extends ThinEventReference, Other = never>(
    event: Event,
    options?: CallOptions<WholeEventOf<Event> | Other>,
  ): Promise<WholeEventOf<Event> | Other>;
  /**
   * Fetches the object that the event is about, as it is now, and not as it was when the event was made: a
   * `Stripe.Customer` for `v1.customer.created`, `unknown` for a type that is newer than the SDK, and undefined for an
   * event without one.
   *
   * @throws IntegrationError `NOT_FOUND` when it is gone
   */
  fetchRelatedObject<Event extends ThinEventReference, Other = never>(
    event: Event,
    options?: CallOptions<RelatedObjectOf<Event> | Other>,
  ): Promise<RelatedObjectOf<Event> | Other>;
}

/** Binds the operations of this group. */
export function createEventOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): EventOperations {
  const event = bind(fetchEvent);
  const related = bind(fetchRelatedObject);
  // What Stripe answers is of the event's type: the SDK's own types say so, and its own `fetchRelatedObject` trusts them too.
  return Object.freeze({ fetch: event, fetchRelatedObject: related }) as EventOperations;
}
