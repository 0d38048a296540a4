import { existsSync, readFileSync } from 'node:fs';
import type { RawRequest, Verdict, WebhookRejection } from '../../src/webhooks/index.js';

/** How binding a vector is: `must` and `strict` are met exactly, `info` only says what the vendor does. */
export type VectorTier = 'must' | 'strict' | 'info';

/** A request from a vendor's own test suite, and what has to come out. */
export interface VendorVector {
  readonly id: string;
  readonly tier: VectorTier;
  /** The time to judge by, in milliseconds since the epoch. */
  readonly now: number;
  readonly request: RawRequest;
  readonly secrets: readonly string[];
  readonly publicKeys: readonly string[];
  /** `valid` or a reason. */
  readonly expect: string;
  /** Everything that is right, `expect` included. */
  readonly accepted: readonly string[];
  readonly eventIds: readonly string[] | undefined;
  readonly options: { readonly toleranceSeconds?: number; readonly algorithm?: string };
}

/** A vector as it stands in the file: times in seconds, bodies as text. */
interface WrittenVector extends Pick<VendorVector, 'id' | 'tier' | 'now' | 'expect'> {
  readonly scheme: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly secrets?: readonly string[];
  readonly publicKeys?: readonly string[];
  readonly alsoOk?: readonly string[];
  readonly eventId?: string;
  readonly eventIds?: readonly string[];
  readonly options?: VendorVector['options'];
}

// They lie beside the repository on development machines, and are not copied into it.
const file = new URL('../../../../../shared/vendor-vectors.json', import.meta.url);

function read(written: WrittenVector): VendorVector {
  const { id, tier, method = 'POST', url = 'https://shop.test/webhooks', headers, eventId } = written;
  const body =
    written.bodyBase64 === undefined
      ? new TextEncoder().encode(written.body ?? '')
      : new Uint8Array(Buffer.from(written.bodyBase64, 'base64'));
  return {
    id,
    tier,
    now: written.now * 1_000,
    request: { method, url, headers, body },
    secrets: written.secrets ?? [],
    publicKeys: written.publicKeys ?? [],
    expect: written.expect,
    accepted: [written.expect, ...(written.alsoOk ?? [])],
    eventIds: written.eventIds ?? (eventId === undefined ? undefined : [eventId]),
    options: written.options ?? {},
  };
}

/**
 * The vectors of a scheme, to be run on both builds of the crypto with `it.each`. None, with a line on standard output, where
 * the file is absent: guard with `describe.skipIf(vectors.length === 0)`.
 */
export function vectorsFor(scheme: string): readonly VendorVector[] {
  if (!existsSync(file)) {
    process.stdout.write(`The vectors of the vendors are not on this machine: those of ${scheme} are skipped.\n`);
    return [];
  }
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly WrittenVector[] };
  const found = vectors.filter((vector) => vector.scheme === scheme).map(read);
  if (found.length === 0) throw new Error(`There are no vectors for a scheme ${scheme}: is its name right?`);
  return found;
}

/** A verdict in the words of the vectors. */
export const outcomeOf = (verdict: Verdict): 'valid' | WebhookRejection => (verdict.ok ? 'valid' : verdict.reason);
