import { type Operation, operation } from '../api/operation.js';
import { StripeApiError } from '../api/stripe-api-error.js';
import { toSnapshotId, toThinEvent } from '../to-thin-event.js';

/** How long an event can be fetched, in seconds. Source: V2/Core/Events.d.ts of stripe@23.1.0. */
const lifetime = 30 * 86_400;

export const thinEventOperations: readonly Operation[] = [
  operation('GET /v2/core/events/{id}', 'v2.core.event', {}, ({ state, id }) => {
    const event = state.events.get(toSnapshotId(id) ?? '');
    if (event && event.created + lifetime > state.now()) return toThinEvent(event);
    throw new StripeApiError(404, {
      type: 'invalid_request_error',
      code: 'not_found',
      message: 'The event is not there: events can be fetched for 30 days.',
    });
  }),
];
