import type { Clock } from '@breakwater/core';
import { createWebhookSender, type FaultProgram, type WebhookDelivery, type WebhookSender } from '@breakwater/testing';
import { signStripeWebhook } from '../webhooks/index.js';
import type { StripeEvent } from './state/objects.js';
import { toSnapshotId, toThinEvent } from './to-thin-event.js';

/** Where events are sent. */
export interface StripeWebhookEndpoint {
  readonly url: string;
  /** `whsec_...`, with which deliveries are signed. */
  readonly secret: string;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /**
   * Whether it gets whole events, or thin ones that only name what has changed: their types begin with `v1.`.
   * @default 'snapshot'
   */
  readonly payload?: 'snapshot' | 'thin';
  /** Event types that the endpoint wants; `invoice.*` (or `v1.invoice.*`) stands for several. @default all */
  readonly enabledEvents?: readonly string[];
  /** Milliseconds before each further attempt when an answer is not 2xx. @default none: one attempt */
  readonly retryDelays?: readonly number[];
}

/** The webhook endpoints of the account. */
export interface StripeWebhookEndpoints {
  /** Sends events from now on to one more endpoint. */
  add(endpoint: StripeWebhookEndpoint): void;
  /** Resolves when every event so far is delivered, given up or dropped. */
  flush(): Promise<void>;
  /** Sends an event again, as the dashboard's "Resend" does, by either of its ids. Throws when there is no such event. */
  resend(eventId: string): void;
  /** Every attempt so far, endpoint by endpoint. */
  readonly deliveries: readonly WebhookDelivery[];
}

/** What the endpoints need beside their own settings. */
export interface StripeWebhookDependencies {
  readonly clock: Clock;
  readonly faults: FaultProgram;
  find(eventId: string): StripeEvent | undefined;
}

/** Sends events, signed, to every endpoint that wants them. */
export function createStripeWebhookEndpoints(
  dependencies: StripeWebhookDependencies,
): StripeWebhookEndpoints & { send(event: StripeEvent): void; close(): Promise<void> } {
  const endpoints: { sender: WebhookSender; isThin: boolean; wants(type: string): boolean }[] = [];

  const send = (event: StripeEvent): void => {
    const snapshot = { ...event, pending_webhooks: endpoints.length };
    for (const { sender, isThin, wants } of endpoints) {
      const sent = isThin ? toThinEvent(event) : snapshot;
      if (wants(sent.type)) sender.send({ id: sent.id, type: sent.type, body: JSON.stringify(sent, null, 2) });
    }
  };

  return {
    add({ secret, payload = 'snapshot', enabledEvents = ['*'], ...endpoint }) {
      const sender = createWebhookSender({
        ...endpoint,
        clock: dependencies.clock,
        faults: dependencies.faults,
        sign: (body, at) => signStripeWebhook(body, { secret, at }),
      });
      const wants = (type: string): boolean =>
        enabledEvents.some((pattern) =>
          pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
        );
      endpoints.push({ sender, isThin: payload === 'thin', wants });
    },
    async flush() {
      await Promise.all(endpoints.map(({ sender }) => sender.flush()));
    },
    resend(eventId) {
      const event = dependencies.find(eventId) ?? dependencies.find(toSnapshotId(eventId) ?? '');
      if (!event) throw new Error(`There is no event ${eventId}.`);
      send(event);
    },
    get deliveries() {
      return endpoints.flatMap(({ sender }) => sender.deliveries);
    },
    send,
    async close() {
      await Promise.all(endpoints.map(({ sender }) => sender.close()));
    },
  };
}
