import { expand, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { flag, list, nonEmpty } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';

/** `invoice.*` stands for every type that begins with `invoice.`. */
function matches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

export const eventOperations: readonly Operation[] = [
  operation('GET /v1/events/{id}', 'event', { expand }, ({ state, id }) => state.events.require(id)),
  operation(
    'GET /v1/events',
    'list:event',
    {
      ...pagination,
      created: timeRange,
      delivery_success: flag(),
      type: nonEmpty(),
      types: list(nonEmpty(), 20),
    },
    ({ state, parameters }) => {
      const { created, delivery_success: delivered, type, types } = parameters;
      if (type !== undefined && types !== undefined) {
        throw invalidRequest('You may only specify one of these parameters: type, types.', { param: 'types' });
      }
      const found = state.events
        .newestFirst()
        .filter(
          (event) =>
            inTimeRange(event.created, created) &&
            (delivered === undefined || (event.pending_webhooks === 0) === delivered) &&
            (type === undefined || matches(type, event.type)) &&
            (types === undefined || types.some((pattern) => matches(pattern, event.type))),
        );
      return paginate(found, parameters, '/v1/events', 'event');
    },
  ),
];
