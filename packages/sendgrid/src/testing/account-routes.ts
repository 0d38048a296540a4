import { json, plainRefusal, refusal } from './answers.js';
import { type EmulatedRoute, reading } from './emulated-route.js';

/** What the account has that does not change. */
export interface AccountFacts {
  /** Ids of dynamic templates. */
  readonly templates: readonly string[];
  /** The event webhooks that there are at the moment. */
  readonly webhooks: () => readonly { readonly url: string; wants(type: string): boolean }[];
}

const EVENTS = [
  'bounce',
  'click',
  'deferred',
  'delivered',
  'dropped',
  'group_resubscribe',
  'group_unsubscribe',
  'open',
  'processed',
  'spam_report',
  'unsubscribe',
];

/** The routes that tell of the account. */
export function createAccountRoutes({ templates, webhooks }: AccountFacts): Readonly<Record<string, EmulatedRoute>> {
  const toTemplate = (id: string): object => ({
    id,
    name: id,
    generation: 'dynamic',
    updated_at: '2026-01-01 00:00:00',
    versions: [],
  });
  return {
    'GET /v3/scopes': () => reading(() => json(200, { scopes: ['mail.send', 'mail.batch.create'] })),
    'GET /v3/templates': ({ query }) => {
      const size = Number(query.get('page_size'));
      if (!Number.isInteger(size) || size < 1 || size > 200)
        return refusal(400, { field: 'page_size', message: 'a number from 1 to 200 is needed' });
      const isDynamic = (query.get('generations') ?? 'legacy').includes('dynamic');
      const result = isDynamic ? templates.slice(0, size).map(toTemplate) : [];
      return reading(() => json(200, { result, _metadata: { count: result.length } }));
    },
    'GET /v3/templates/{template}': ({ parameters }) => {
      const id = parameters['template'] ?? '';
      return templates.includes(id) ? reading(() => json(200, toTemplate(id))) : plainRefusal(404);
    },
    'GET /v3/user/webhooks/event/settings/all': () =>
      reading(() => {
        const settings = webhooks().map(({ url, wants }, index) => ({
          id: `emulated-webhook-${index + 1}`,
          enabled: true,
          url,
          // The setting is called `spam_report`, and the event `spamreport`.
          ...Object.fromEntries(EVENTS.map((event) => [event, wants(event.replace('spam_report', 'spamreport'))])),
        }));
        return json(200, { max_allowed: 5, webhooks: settings });
      }),
  };
}
