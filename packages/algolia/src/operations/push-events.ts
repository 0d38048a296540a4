import { type CallOptions, type Issue, shape } from '@breakwater/core';
import type { Algoliasearch, EventsItems } from 'algoliasearch';
import { assertFeature } from '../features.js';
import { refuseIssues } from './check-record.js';
import type { OperationHost } from './index-host.js';

/** What a user did with results. */
export interface AlgoliaEvent<Index extends string = string> {
  readonly type: 'view' | 'click' | 'conversion';
  /** What you call it, up to 64 ASCII characters, such as `Service Clicked`. */
  readonly name: string;
  /** Under `indexes` of the options. */
  readonly index: Index;
  /** A pseudonym, never an address or a name. */
  readonly userToken: string;
  /** 1 to 20 records. */
  readonly objectIDs: readonly string[];
  /** Of the search that it came from, with `clickAnalytics`. @default none: the event is not tied to a search */
  readonly queryID?: string | undefined;
  /** Where the clicked records stood, from 1, one for each. A click with a `queryID` needs them. */
  readonly positions?: readonly number[] | undefined;
  /** When it happened, in milliseconds since the epoch; at most 30 days ago. @default when Algolia receives it */
  readonly at?: number | undefined;
}

/**
 * Milliseconds that an event may be old. Source: `timestamp` in the types of @algolia/client-insights@5.64.0, "must be no
 * older than 30 days".
 */
const MAX_AGE = 30 * 24 * 60 * 60 * 1_000;

/** Events of one push. Source: https://www.algolia.com/doc/rest-api/insights/push-events */
const MAX_EVENTS = 1_000;

const EVENT = /* @__PURE__ */ shape.object({
  type: shape.oneOf(['view', 'click', 'conversion']),
  name: shape.string({ pattern: /^[\x20-\x7e]{1,64}$/, expected: '1 to 64 ASCII characters' }),
  index: shape.string(),
  userToken: shape.string({ pattern: /^[\w=/+.-]{1,129}$/, expected: '1 to 129 letters, digits and _ = / + . -' }),
  objectIDs: shape.array(shape.string(), { minLength: 1, maxLength: 20 }),
  queryID: shape.optional(shape.string()),
  positions: shape.optional(shape.array(shape.number({ min: 1, integer: true }), { minLength: 1, maxLength: 20 })),
  at: shape.optional(shape.number({ min: 0, integer: true })),
});

/** What {@link pushEvents} needs beside the events. */
export interface PushParts {
  readonly host: OperationHost;
  readonly region: 'de' | 'us' | undefined;
  /** The name at Algolia of an index; undefined when there is none. */
  readonly toIndexName: (key: string) => string | undefined;
}

/**
 * Sends events to the Insights API. Algolia counts each one that arrives, so that a push of unknown outcome is not
 * repeated: an event that is lost costs less than one that is counted twice.
 */
export async function pushEvents(
  { host, region, toIndexName }: PushParts,
  given: readonly AlgoliaEvent[],
  options: Pick<CallOptions<void>, 'signal' | 'timeout' | 'attributes'> = {},
): Promise<void> {
  const operation = 'insights.push';
  assertFeature(host.features, 'insights', operation);
  const issues: Issue[] = [];
  const events = shape.array(EVENT, { minLength: 1, maxLength: MAX_EVENTS }).parse(given, 'events', issues);
  refuseIssues(issues, operation);
  const oldest = host.clock.now() - MAX_AGE;
  const sent = events.map((event, position) => {
    const path = `events[${position}]`;
    if (event.at !== undefined && event.at < oldest) {
      const expected = 'at most 30 days ago, in milliseconds since the epoch';
      issues.push({ path: `${path}.at`, expected, received: String(event.at) });
    }
    return toVendorEvent(event, path, toIndexName, issues);
  });
  refuseIssues(issues, operation);
  const call = async (client: Algoliasearch): Promise<void> => {
    const insights = client.initInsights(region === undefined ? {} : { region });
    await insights.pushEvents({ events: sent });
  };
  await host.run(operation, call, options);
}

function toVendorEvent(
  event: AlgoliaEvent,
  path: string,
  toIndexName: PushParts['toIndexName'],
  issues: Issue[],
): EventsItems {
  const { type, name, userToken, objectIDs, queryID, positions, at } = event;
  const index = toIndexName(event.index);
  if (index === undefined) {
    issues.push({
      path: `${path}.index`,
      expected: 'a name under `indexes` of createAlgolia',
      received: JSON.stringify(event.index),
    });
  }
  const needsPositions = type === 'click' && queryID !== undefined;
  const hasPositions = positions !== undefined;
  if (needsPositions !== hasPositions || (hasPositions && positions.length !== objectIDs.length)) {
    const expected = needsPositions ? 'one position for each record' : 'left out but in a click with a `queryID`';
    issues.push({ path: `${path}.positions`, expected, received: hasPositions ? `${positions.length}` : 'none' });
  }
  return {
    eventType: type,
    eventName: name,
    index: index ?? '',
    userToken,
    objectIDs: [...objectIDs],
    ...(queryID !== undefined && { queryID }),
    ...(hasPositions && { positions: [...positions] }),
    ...(at !== undefined && { timestamp: at }),
  } as EventsItems;
}
