import type { WebhookSender } from '@breakwater/testing';
import type { EmulatedEvent } from './sendgrid-state.js';

/** Where events go. */
export interface EventFeed {
  send(events: readonly EmulatedEvent[]): void;
}

/** SendGrid sends arrays. Here each holds the events of one type, so that a fault program can match that type. */
export function createEventFeed(sender: WebhookSender | undefined): EventFeed {
  return {
    send(events) {
      for (const type of new Set(events.map(({ event }) => event))) {
        const batch = events.filter(({ event }) => event === type);
        sender?.send({ id: batch[0]?.sg_event_id ?? '', type, body: JSON.stringify(batch) });
      }
    },
  };
}
