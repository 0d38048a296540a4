import type { Clock } from '@breakwater/core';
import { createWebhookSender, type FaultProgram, type WebhookDelivery, type WebhookSender } from '@breakwater/testing';
import { signSendGridWebhook } from '../webhooks/sign-sendgrid-webhook.js';
import { createEmulatedKeyPair } from './emulated-key-pair.js';
import type { EmulatedEvent } from './sendgrid-state.js';

/** Where events are sent. */
export interface SendGridWebhookEndpoint {
  readonly url: string;
  /**
   * The private half of the key pair that signs them: PKCS #8, as base64 of its DER or as bytes.
   * @default the emulator's own, whose other half is `webhooks.publicKey()`
   */
  readonly privateKey?: string | Uint8Array | undefined;
  /** @default the global fetch */
  readonly fetch?: typeof fetch | undefined;
  /** Event types that the endpoint wants, such as `bounce`. @default all */
  readonly enabledEvents?: readonly string[] | undefined;
  /** Milliseconds before each further attempt when an answer is not 2xx. @default none: one attempt */
  readonly retryDelays?: readonly number[] | undefined;
}

/** The event webhooks of the account. */
export interface SendGridWebhookEndpoints {
  /** Sends events from now on to one more endpoint. */
  add(endpoint: SendGridWebhookEndpoint): void;
  /** The verification key of endpoints that were added without a `privateKey`: base64, for `sendGridWebhook({ publicKeys })`. */
  publicKey(): Promise<string>;
  /** Resolves when every event so far is delivered, given up or dropped. */
  flush(): Promise<void>;
  /** Every attempt so far, endpoint by endpoint. */
  readonly deliveries: readonly WebhookDelivery[];
}

interface Endpoint {
  readonly url: string;
  readonly sender: WebhookSender;
  wants(type: string): boolean;
}

/** Sends events, signed, to every endpoint that wants them. */
export function createSendGridWebhookEndpoints(
  clock: Clock,
  faults: FaultProgram,
): SendGridWebhookEndpoints & {
  readonly list: readonly Endpoint[];
  send(events: readonly EmulatedEvent[]): void;
  close(): Promise<void>;
} {
  const list: Endpoint[] = [];
  const pair = createEmulatedKeyPair();
  return {
    list,
    add({ url, privateKey, fetch, enabledEvents, retryDelays }) {
      const sender = createWebhookSender({
        url,
        clock,
        faults,
        sign: async (body, at) =>
          await signSendGridWebhook(body, { privateKey: privateKey ?? (await pair.privateKey()), at }),
        ...(fetch && { fetch }),
        ...(retryDelays && { retryDelays }),
      });
      list.push({ url, sender, wants: (type) => enabledEvents?.includes(type) ?? true });
    },
    publicKey: pair.publicKey,
    async flush() {
      await Promise.all(list.map(({ sender }) => sender.flush()));
    },
    get deliveries() {
      return list.flatMap(({ sender }) => sender.deliveries);
    },
    // SendGrid sends arrays. Here each holds the events of one type, so that a fault program can match that type.
    send(events) {
      for (const type of new Set(events.map(({ event }) => event))) {
        const batch = events.filter(({ event }) => event === type);
        const message = { id: batch[0]?.sg_event_id ?? '', type, body: JSON.stringify(batch) };
        for (const { sender, wants } of list) if (wants(type)) sender.send(message);
      }
    },
    async close() {
      await Promise.all(list.map(({ sender }) => sender.close()));
    },
  };
}
