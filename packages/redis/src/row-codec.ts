import type {
  Claim,
  Delivery,
  DeliveryKey,
  DeliveryResult,
  DeliveryState,
  DeliverySummary,
  EventIdOrigin,
  ReplayRecord,
  StoredDelivery,
} from '@breakwater/core/webhooks';
import type { ScriptArgument } from './redis-client.js';

/**
 * A text as it is stored. Strings of JavaScript hold what UTF-8 cannot (halves of surrogate pairs), and JSON writes that
 * down so that two texts are never taken for one.
 */
export function toStoredText(text: string): string {
  return JSON.stringify(text);
}

/** The identity of a delivery as scripts take it. */
export function toKeyArguments({ tenant, source, id }: DeliveryKey): readonly string[] {
  return [tenant, source, id].map(toStoredText);
}

/** A delivery as the script takes it that stores deliveries. */
export function toAcceptArguments(delivery: Delivery): readonly ScriptArgument[] {
  const { idOrigin, type, subject, occurredAt, receivedAt, headers, body } = delivery;
  return [
    ...toKeyArguments(delivery),
    idOrigin,
    toStoredText(type),
    subject === undefined ? '' : toStoredText(subject),
    occurredAt === undefined ? '' : String(occurredAt),
    String(receivedAt),
    JSON.stringify(headers),
    Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  ];
}

/** Texts in a reply. */
export function toTexts(reply: unknown): readonly string[] {
  return (reply as readonly unknown[]).map(String);
}

/** Reads the fields of a row, which come as a list of names and values. */
function readFields(reply: unknown): ReadonlyMap<string, string> {
  const texts = toTexts(reply);
  const fields = new Map<string, string>();
  for (let index = 0; index < texts.length; index += 2) fields.set(texts[index] ?? '', texts[index + 1] ?? '');
  return fields;
}

const parseText = (stored: string | undefined): string | undefined =>
  stored ? (JSON.parse(stored) as string) : undefined;
const parseNumber = (stored: string | undefined): number | undefined => (stored ? Number(stored) : undefined);

function summarise(fields: ReadonlyMap<string, string>): DeliverySummary {
  const text = (name: string): string | undefined => parseText(fields.get(name));
  const number = (name: string): number | undefined => parseNumber(fields.get(name));
  const replay = fields.get('replay');
  const last = replay ? parseReplay(replay) : undefined;
  return {
    tenant: text('tenant') ?? '',
    source: text('source') ?? '',
    id: text('id') ?? '',
    idOrigin: fields.get('origin') as EventIdOrigin,
    type: text('type') ?? '',
    subject: text('subject'),
    occurredAt: number('occurred'),
    receivedAt: number('received') ?? 0,
    state: fields.get('state') as DeliveryState,
    result: fields.get('result') as DeliveryResult | undefined,
    attempts: number('attempts') ?? 0,
    nextAt: number('next'),
    error: text('error'),
    updatedAt: number('updated') ?? 0,
    replay: last && { at: last.at, actor: last.actor, reason: last.reason },
  };
}

/** Reads a row without its content. */
export function toSummary(row: unknown): DeliverySummary {
  return summarise(readFields(row));
}

function withContent(summary: DeliverySummary, headers: unknown, body: unknown): StoredDelivery {
  if (!Buffer.isBuffer(body)) return { ...summary, headers: {}, body: undefined };
  const parsed = JSON.parse(String(headers)) as Readonly<Record<string, string>>;
  // A copy, because the client's buffer is a window on whatever else came with the same reply.
  return { ...summary, headers: parsed, body: new Uint8Array(body) };
}

/** Reads a row with its content, if it is still there. */
export function toStoredDelivery(reply: unknown): StoredDelivery | undefined {
  const [row, headers, body] = reply as readonly unknown[];
  return row === undefined ? undefined : withContent(toSummary(row), headers, body);
}

/** Reads a claim. */
export function toClaim(reply: unknown): Claim {
  const [row, headers, body] = reply as readonly unknown[];
  const fields = readFields(row);
  const delivery = withContent(summarise(fields), headers, body);
  return { delivery, fence: Number(fields.get('fence')), attempt: delivery.attempts };
}

/** Reads an entry of an audit trail. */
export function parseReplay(stored: string): ReplayRecord {
  return JSON.parse(stored) as ReplayRecord;
}
