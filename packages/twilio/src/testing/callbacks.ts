import type { Clock } from '@breakwater/core';
import { createWebhookSender, type FaultProgram, type WebhookDelivery, type WebhookSender } from '@breakwater/testing';
import { signTwilioWebhook } from '../webhooks/index.js';

/** A request of Twilio's to the application. */
export interface Callback {
  readonly url: string;
  /** For the fault program: `message.status`, `message.received`, `call.status`. */
  readonly type: string;
  readonly id: string;
  readonly form: Readonly<Record<string, string | undefined>>;
  /** What was answered with a success: called once, however often it was delivered. */
  readonly onAnswer?: (answer: { readonly body: string; readonly contentType: string }) => void;
}

/** A route of the application that incoming messages are reported to. */
export interface TwilioWebhookEndpoint {
  /** As Twilio calls it: that is what it signs. */
  readonly url: string;
  /** What carries the requests to this URL, those of status callbacks too. @default `webhooks.fetch` of the emulator */
  readonly fetch?: typeof fetch;
  /** Milliseconds before each further attempt when an answer is not 2xx. @default none: one attempt */
  readonly retryDelays?: readonly number[];
}

/** Sends requests to the application, signed, each URL in its order. */
export interface Callbacks {
  /** Adds a route that incoming messages are reported to. */
  add(endpoint: TwilioWebhookEndpoint): void;
  /** The routes that incoming messages are reported to. */
  readonly inboundUrls: readonly string[];
  send(callback: Callback): void;
  /** Resolves when everything so far is delivered, given up or dropped. */
  flush(): Promise<void>;
  readonly deliveries: readonly WebhookDelivery[];
  close(): Promise<void>;
}

/** Creates {@link Callbacks}. */
export function createCallbacks(options: {
  readonly authToken: string;
  readonly clock: Clock;
  readonly faults: FaultProgram;
  readonly fetch: typeof fetch | undefined;
}): Callbacks {
  const { authToken, clock, faults } = options;
  const senders = new Map<string, WebhookSender>();
  const endpoints = new Map<string, TwilioWebhookEndpoint>();
  const waiting = new Map<string, NonNullable<Callback['onAnswer']>>();

  /** The sender keeps no answers: they are read on the way, by the bytes of the request. */
  const listenTo =
    (url: string): typeof fetch =>
    async (input, init) => {
      const send = endpoints.get(url)?.fetch ?? options.fetch ?? globalThis.fetch;
      const response = await send(input, init);
      const key = `${url} ${typeof init?.body === 'string' ? init.body : ''}`;
      const onAnswer = waiting.get(key);
      if (response.ok && onAnswer) {
        waiting.delete(key);
        onAnswer({ body: await response.clone().text(), contentType: response.headers.get('content-type') ?? '' });
      }
      return response;
    };

  const senderFor = (url: string): WebhookSender => {
    const existing = senders.get(url);
    if (existing) return existing;
    const { retryDelays } = endpoints.get(url) ?? {};
    const sender = createWebhookSender({
      url: url.replace(/#.*$/s, ''),
      clock,
      faults,
      fetch: listenTo(url),
      ...(retryDelays && { retryDelays }),
      sign: async (body) => ({
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        ...(await signTwilioWebhook(body, { secret: authToken, url })).headers,
      }),
    });
    senders.set(url, sender);
    return sender;
  };

  return {
    add(endpoint) {
      if (endpoints.has(endpoint.url)) throw new Error(`There is a route ${endpoint.url} already.`);
      endpoints.set(endpoint.url, endpoint);
    },
    get inboundUrls() {
      return [...endpoints.keys()];
    },
    send({ url, type, id, form, onAnswer }) {
      const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const body = new URLSearchParams(given).toString();
      if (onAnswer) waiting.set(`${url} ${body}`, onAnswer);
      senderFor(url).send({ id, type, body });
    },
    async flush() {
      // What was answered may have led to further requests.
      let count = -1;
      while (count !== this.deliveries.length) {
        count = this.deliveries.length;
        await Promise.all([...senders.values()].map((sender) => sender.flush()));
      }
    },
    get deliveries() {
      return [...senders.values()].flatMap((sender) => sender.deliveries);
    },
    async close() {
      await Promise.all([...senders.values()].map((sender) => sender.close()));
    },
  };
}
