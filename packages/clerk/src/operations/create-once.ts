import { type CallOptions, createInputError } from '@breakwater/core';
import type { ClerkClient } from '@clerk/backend';
import type { ClerkHost } from './clerk-host.js';

/** Something that Clerk allows once, and so refuses to make again. */
export interface UniqueThing<Thing> {
  readonly operation: string;
  readonly create: (client: ClerkClient) => Promise<Thing>;
  /** What has taken its place at Clerk, if anything has. */
  readonly find: (client: ClerkClient) => Promise<Thing | undefined>;
  /** Whose it is that was found. `unclear` stands for what could be ours in another spelling. */
  readonly compare: (found: Thing) => 'ours' | 'older' | 'unclear';
}

/**
 * Makes something that Clerk allows once. After an unknown outcome it is looked up: found, it is the result. Not found, it is
 * sent again, which cannot make two; but the first request may still be on its way, so that the outcome stays `unknown`
 * until an answer settles it. What somebody else had made before says that ours was not.
 */
export async function createOnce<Thing>(
  host: ClerkHost,
  { operation, create, find, compare }: UniqueThing<Thing>,
  options: CallOptions<Thing> = {},
): Promise<Thing> {
  if (options.idempotencyKey !== undefined) {
    const expected = 'left out: clerk knows no idempotency keys, so that it would protect nothing';
    const issue = { path: 'options.idempotencyKey', expected, received: 'a key' };
    throw createInputError([issue], { service: 'clerk', operation });
  }
  const reconcile = async (): Promise<Thing | undefined> => {
    const found = await find(await host.client());
    const origin = found === undefined ? 'unclear' : compare(found);
    if (origin === 'unclear') throw new Error('it cannot be told whether it was made');
    return origin === 'ours' ? found : undefined;
  };
  return await host.run(operation, create, { reconcile, idempotent: true, ...options });
}
