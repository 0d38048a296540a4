import { createVirtualClock, type VirtualClock } from '../../../testing/src/virtual-clock.js';
import type { IntegrationEvent } from '../../src/index.js';
import type * as Webhooks from '../../src/webhooks/index.js';
import type { Inbox, WebhookHandler, WebhookHandlerOptions } from '../../src/webhooks/index.js';
import { type AcmeEvents, acmeRequest, createAcme, NOW } from './acme.js';

/** A handler with everything around it that a test looks at. */
export interface Harness {
  readonly clock: VirtualClock;
  readonly inbox: Inbox;
  readonly events: readonly IntegrationEvent[];
  readonly handler: WebhookHandler;
  /** Events of one type, in the order in which they were told. */
  told<Type extends IntegrationEvent['type']>(type: Type): readonly Extract<IntegrationEvent, { type: Type }>[];
  /** Sends a signed payload, and moves time until it is answered. */
  deliver(payload: unknown, options?: { secret?: string; at?: number }): Promise<Response>;
}

/** Builds a handler of Acme's webhooks on a virtual clock. */
export function createHarness(
  webhooks: typeof Webhooks,
  options: Partial<WebhookHandlerOptions<AcmeEvents>> = {},
): Harness {
  const clock = createVirtualClock(NOW);
  const events: IntegrationEvent[] = [];
  const inbox = options.inbox ?? webhooks.createMemoryInbox({ clock });
  const handler = webhooks.createWebhookHandler<AcmeEvents>({
    source: createAcme(webhooks),
    on: {},
    clock,
    random: () => 0,
    telemetry: { emit: (event) => void events.push(event) },
    ...options,
    inbox,
  });
  return {
    clock,
    inbox,
    events,
    handler,
    told: <Type extends IntegrationEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<IntegrationEvent, { type: Type }> => event.type === type),
    async deliver(payload, { at = clock.now(), ...rest } = {}) {
      return clock.settle(handler(await acmeRequest(webhooks, payload, { at, ...rest })));
    },
  };
}

/** The same inbox, said to survive its process: what a durable store changes in the handler, without a store. */
export function asDurable(inbox: Inbox): Inbox {
  return { ...inbox, name: 'durable', durable: true };
}
