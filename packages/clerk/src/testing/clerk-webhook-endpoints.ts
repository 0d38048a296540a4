import type { Clock } from '@breakwater/core';
import { createWebhookSender, type FaultProgram, type WebhookDelivery, type WebhookSender } from '@breakwater/testing';
import { signClerkWebhook } from '../webhooks/index.js';
import type { EventRecord } from './resources.js';

/** Where events are sent. */
export interface ClerkWebhookEndpoint {
  readonly url: string;
  /** `whsec_...`, with which deliveries are signed. */
  readonly secret: string;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Event types that the endpoint wants; `user.*` stands for several. @default all */
  readonly events?: readonly string[];
  /** Milliseconds before each further attempt when an answer is not 2xx. @default none: one attempt */
  readonly retryDelays?: readonly number[];
}

/** The webhook endpoints of the instance. */
export interface ClerkWebhookEndpoints {
  /** Sends events from now on to one more endpoint. */
  add(endpoint: ClerkWebhookEndpoint): void;
  /** Resolves when every event so far is delivered, given up or dropped. */
  flush(): Promise<void>;
  /** Sends an event again, as the dashboard's "Replay" does. Throws when there is no such event. */
  resend(eventId: string): void;
  /** Every attempt so far, endpoint by endpoint. */
  readonly deliveries: readonly WebhookDelivery[];
}

/** Sends events, signed with Svix's scheme, to every endpoint that wants them. */
export function createClerkWebhookEndpoints(parts: {
  readonly clock: Clock;
  readonly faults: FaultProgram;
  readonly instanceId: string;
  readonly find: (eventId: string) => EventRecord | undefined;
}): ClerkWebhookEndpoints & { send(event: EventRecord): void; close(): Promise<void> } {
  const { clock, faults, instanceId } = parts;
  const endpoints: { sender: WebhookSender; wants(type: string): boolean }[] = [];
  // The body holds no id, but the signature covers one.
  const ids = new Map<string, string>();

  const send = ({ id, type, data, timestamp }: EventRecord): void => {
    const body = JSON.stringify({
      data,
      event_attributes: ATTRIBUTES,
      instance_id: instanceId,
      object: 'event',
      timestamp,
      type,
    });
    ids.set(body, id);
    for (const { sender, wants } of endpoints) if (wants(type)) sender.send({ id, type, body });
  };

  return {
    add({ secret, events = ['*'], ...endpoint }) {
      const sender = createWebhookSender({
        ...endpoint,
        clock,
        faults,
        sign: (body, at) => signClerkWebhook(body, { secret, at, id: ids.get(body) }),
      });
      const wants = (type: string): boolean =>
        events.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type));
      endpoints.push({ sender, wants });
    },
    async flush() {
      await Promise.all(endpoints.map(({ sender }) => sender.flush()));
    },
    resend(eventId) {
      const event = parts.find(eventId);
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

const ATTRIBUTES = { http_request: { client_ip: '127.0.0.1', user_agent: 'emulated' } };
