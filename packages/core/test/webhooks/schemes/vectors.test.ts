import { describe, expect, it } from 'vitest';
import type * as Webhooks from '../../../src/webhooks/index.js';
import { CRYPTO_BUILDS, loadWebhooks } from '../crypto-builds.js';
import { outcomeOf, type VendorVector, vectorsFor } from '../vendor-vectors.js';

type MakeSource = (webhooks: typeof Webhooks, vector: VendorVector) => Webhooks.WebhookSource;

const toStandard: MakeSource = ({ standardWebhook }, { secrets, publicKeys, options }) =>
  standardWebhook({ secrets, publicKeys, tolerance: (options.toleranceSeconds ?? 300) * 1_000 });

const SOURCES: readonly (readonly [string, MakeSource])[] = [
  ['standardwebhooks', toStandard],
  ['standardwebhooks-v1a', toStandard],
  ['svix', toStandard],
  ['github', ({ githubWebhook }, { secrets }) => githubWebhook({ secrets })],
];

const vectors = SOURCES.flatMap(([scheme, create]) =>
  vectorsFor(scheme).map((vector) => ({ id: `${scheme} ${vector.id}`, vector, create })),
);
const runs = CRYPTO_BUILDS.flatMap((build) => vectors.map((one) => ({ build, ...one })));

describe('the vectors of the vendors', () => {
  // In one suite with the runs, since a suite that has none fails where they are absent.
  it('are run where they are at hand', (context) => {
    if (vectors.length === 0) context.skip('No vendor-vectors.json beside the repository: none is run.');
    expect(vectors.length).toBeGreaterThan(20);
  });

  it.each(runs)('$id, on the $build build', async ({ build, vector, create }) => {
    const webhooks = await loadWebhooks(build);
    const verdict = await webhooks.verifyWebhook(create(webhooks, vector), vector.request, { now: vector.now });
    const outcome = outcomeOf(verdict);
    // An `info` vector has no right answer: it must only get one.
    expect(vector.tier === 'info' ? [outcome] : vector.accepted).toContain(outcome);
    if (vector.eventIds) expect(verdict).toMatchObject({ eventIds: vector.eventIds });
  });
});
