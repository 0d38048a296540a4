import { AlgoliaApiError } from './api-error.js';
import { type ApiOperation, toObject } from './api-request.js';

const MAX_EVENTS = 1_000;
const KINDS: readonly unknown[] = ['view', 'click', 'conversion'];

function checkEvent(given: unknown): Readonly<Record<string, unknown>> {
  const event = toObject(given, 'event');
  const { eventType, eventName, index, userToken, objectIDs, filters, positions, queryID } = event;
  const isNamed = [eventName, index, userToken].every((text) => typeof text === 'string' && text !== '');
  if (!isNamed || !KINDS.includes(eventType)) throw new AlgoliaApiError(422, 'The event is not valid');
  if (!Array.isArray(objectIDs) && !Array.isArray(filters))
    throw new AlgoliaApiError(422, 'The event needs objectIDs or filters');
  if (eventType === 'click' && queryID !== undefined && Array.isArray(objectIDs)) {
    const fits = Array.isArray(positions) && positions.length === objectIDs.length;
    if (!fits) throw new AlgoliaApiError(422, 'The event needs one position for each objectID');
  }
  return event;
}

/** Keys, and the events of the Insights API. */
export const ACCOUNT_OPERATIONS: Readonly<Record<string, ApiOperation>> = {
  'GET /1/keys/{key}': {
    acl: undefined,
    read: ({ parameters, apiKey, now }) => {
      // Any key may ask what it may do itself; others only an admin key, which is not told apart here.
      if (parameters['key'] !== apiKey) throw new AlgoliaApiError(404, 'Key does not exist');
      const acl = [
        'search',
        'browse',
        'addObject',
        'deleteObject',
        'deleteIndex',
        'settings',
        'editSettings',
        'listIndexes',
      ];
      return { value: apiKey, createdAt: Math.floor(now / 1_000), acl, validity: 0, description: '' };
    },
  },
  'POST /1/events': {
    acl: 'search',
    write: ({ body, state }) => {
      const { events } = toObject(body);
      if (!Array.isArray(events) || events.length === 0)
        throw new AlgoliaApiError(422, 'events must be a non-empty array');
      if (events.length > MAX_EVENTS) throw new AlgoliaApiError(422, `At most ${MAX_EVENTS} events`);
      const checked = events.map(checkEvent);
      return () => {
        state.events.push(...checked);
        return { status: 200, message: 'OK' };
      };
    },
  },
};
