import type Stripe from 'stripe';
import type { OperationDefinition } from '../bind-operation.js';
import { type ThinEventReference, thinEventShape } from './thin-event-reference.js';

/** Fetches the whole of a thin event, under the account that it is about. */
export const fetchEvent: OperationDefinition<ThinEventReference, Stripe.V2.Core.Event> = {
  name: 'events.fetch',
  input: thinEventShape,
  call: async (client, { id, context }) => await client.v2.core.events.retrieve(id, {}, toScope(context)),
};

/** Fetches what a thin event is about, as it is now: a retrieval of the path that the event names. */
export const fetchRelatedObject: OperationDefinition<ThinEventReference, unknown> = {
  name: 'events.fetchRelatedObject',
  input: thinEventShape,
  call: async (client, { id, context, related_object: related }) => {
    if (related == null) return undefined;
    // As the SDK's own `fetchRelatedObject` sends it. Read in V2/Core/Events.js of stripe@23.1.0.
    const additionalHeaders = { 'Stripe-Request-Trigger': `event=${id}` };
    const object: unknown = await client.rawRequest('GET', related.url, undefined, {
      ...toScope(context),
      additionalHeaders,
    });
    return object;
  },
};

function toScope(context: string | null | undefined): { readonly stripeContext?: string } {
  return context == null ? {} : { stripeContext: context };
}
