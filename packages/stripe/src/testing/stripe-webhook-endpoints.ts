import type { Clock } from '@breakwater/core';
import { createWebhookSender, type FaultProgram, type WebhookDelivery, type WebhookSender } from '@breakwater/testing';
import { signStripeWebhook } from '../webhooks/index.js';
import type { StripeEvent } from './state/objects.js';

/** Where events are sent. */
export interface StripeWebhookEndpoint {
  readonly url: string;
  /** `whsec_...`, with which deliveries are signed. */
  readonly secret: string;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Event types that the endpoint wants; `invoice.*` stands for several. @default all */
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
  /** Sends an event again, as the dashboard's "Resend" does. Throws when there is no such event. */
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
  const endpoints: { sender: WebhookSender; wants(type: string): boolean }[] = [];

  const send = (event: StripeEvent): void => {
    const body = JSON.stringify({ ...event, pending_webhooks: endpoints.length }, null, 2);
    for (const { sender, wants } of endpoints) {
      if (wants(event.type)) sender.send({ id: event.id, type: event.type, body });
    }
  };

  return {
    add({ secret, enabledEvents = ['*'], ...endpoint }) {
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
      endpoints.push({ sender, wants });
    },
    async flush() {
      await Promise.all(endpoints.map(({ sender }) => sender.flush()));
    },
    resend(eventId) {
      const event = dependencies.find(eventId);
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
