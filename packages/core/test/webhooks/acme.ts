import type * as Webhooks from '../../src/webhooks/index.js';
import type { WebhookSource } from '../../src/webhooks/index.js';

export const SECRET = 'acme_canary_secret_1';
export const NOW: number = Date.UTC(2026, 0, 1);

/** The events of Acme, a vendor that exists in tests only. */
export interface AcmeEvents {
  readonly 'order.paid': AcmeEvent;
  readonly 'order.updated': AcmeEvent;
}

export interface AcmeEvent {
  readonly id: string;
  readonly type: string;
  readonly at?: number;
  readonly order?: string;
  readonly note?: string;
}

/** A custom source as an application would write one: a header `acme-signature: <seconds>.<hex>`, one event or several. */
export function createAcme(
  webhooks: typeof Webhooks,
  options: Partial<Webhooks.WebhookSourceDefinition<AcmeEvents, Webhooks.HmacKey>> = {},
): WebhookSource<AcmeEvents> {
  return webhooks.createWebhookSource<AcmeEvents, Webhooks.HmacKey>({
    name: 'acme',
    scheme: acmeScheme(webhooks),
    secrets: [SECRET],
    events: (payload) => {
      const events = (Array.isArray(payload) ? payload : [payload]) as readonly AcmeEvent[];
      return events.map((event) => ({
        id: event.id,
        idOrigin: 'sender',
        type: event.type,
        occurredAt: event.at,
        subject: event.order,
        event,
      }));
    },
    ...options,
  });
}

function acmeScheme(webhooks: typeof Webhooks): Webhooks.WebhookScheme<Webhooks.HmacKey> {
  return webhooks.createHmacScheme({
    name: 'acme',
    algorithm: 'sha256',
    headers: ['acme-signature'],
    parse(headers) {
      const header = webhooks.readHeader(headers, 'acme-signature');
      if (typeof header !== 'string') return header;
      if (header.includes(',')) return webhooks.reject('malformed_header', 'Two headers in one.');
      const [time = '', ...macs] = header.split('.');
      const signedAt = webhooks.parseSeconds(time);
      if (signedAt === undefined) return webhooks.reject('malformed_header', 'No time.');
      const signatures = macs.flatMap((mac) => webhooks.decodeHex(mac, 32) ?? []);
      return { before: `${time}.`, signatures, signedAt };
    },
    compose(at) {
      const time = Math.floor(at / 1_000);
      return { before: `${time}.`, headers: (mac) => ({ 'acme-signature': `${time}.${webhooks.encodeHex(mac)}` }) };
    },
  });
}

/** What Acme sends: bytes, and the headers that sign them. */
export async function signAcme(
  webhooks: typeof Webhooks,
  payload: unknown,
  { secret = SECRET, at = NOW }: { secret?: string; at?: number } = {},
): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly headers: Record<string, string> }> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const body = payload instanceof Uint8Array ? new Uint8Array(payload) : new TextEncoder().encode(text);
  const scheme = acmeScheme(webhooks);
  const key = scheme.importKey(secret);
  if (key === undefined) throw new Error('A blank secret signs nothing.');
  return { body, headers: await scheme.sign(body, key, at) };
}

/** A signed request to the handler of the application. */
export async function acmeRequest(
  webhooks: typeof Webhooks,
  payload: unknown,
  options: { secret?: string; at?: number } = {},
): Promise<Request> {
  const { body, headers } = await signAcme(webhooks, payload, options);
  return new Request('https://shop.test/webhooks', { method: 'POST', body, headers });
}
