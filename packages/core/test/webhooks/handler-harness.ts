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
  told<Type extends IntegrationEvent['type']>(type: Type): readonly (IntegrationEvent & { readonly type: Type })[];
  /** Sends a signed payload, and moves time until it is answered. */
  deliver(payload: unknown, options?: { secret?: string; at?: number }): Promise<Response>;
}

/**
 * Builds a handler of Acme's webhooks on a virtual clock.
 *
 * @param change What to make of the inbox, for example to let it fail.
 */
export function createHarness(
  webhooks: typeof Webhooks,
  options: Partial<WebhookHandlerOptions<AcmeEvents>> = {},
  change: (inbox: Inbox) => Inbox = (inbox) => inbox,
): Harness {
  const clock = createVirtualClock(NOW);
  const events: IntegrationEvent[] = [];
  const inbox = change(options.inbox ?? webhooks.createMemoryInbox({ clock }));
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
      events.filter((event): event is IntegrationEvent & { readonly type: Type } => event.type === type),
    async deliver(payload, { at = clock.now(), ...rest } = {}) {
      return clock.settle(handler(await acmeRequest(webhooks, payload, { at, ...rest })));
    },
  };
}

/** A handler that says when it has begun, and ends when it is told to. */
export interface Gate {
  readonly handle: () => Promise<void>;
  readonly started: Promise<void>;
  finish(error?: Error): void;
}

/** Makes a {@link Gate}. Waiting for `started` also waits for WebCrypto, which no virtual clock moves. */
export function createGate(): Gate {
  let begin: () => void = () => {};
  let finish: (error?: Error) => void = () => {};
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve, reject) => {
    finish = (error) => (error ? reject(error) : resolve());
  });
  const handle = (): Promise<void> => {
    begin();
    return ended;
  };
  return { handle, started, finish: (error) => finish(error) };
}

/** The same inbox, said to survive its process: what a durable store changes in the handler, without a store. */
export function asDurable(inbox: Inbox): Inbox {
  return { ...inbox, name: 'durable', durable: true };
}
