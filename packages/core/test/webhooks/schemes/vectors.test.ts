import { beforeAll, describe, expect, it } from 'vitest';
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

describe('the vectors of the vendors', () => {
  it('are run where they are at hand', (context) => {
    const counts = SOURCES.map(([scheme]) => vectorsFor(scheme).length);
    if (counts.every((count) => count === 0))
      context.skip('No vendor-vectors.json beside the repository: none is run.');
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});

describe.each(CRYPTO_BUILDS)('the vectors of the vendors, on the %s build', (build) => {
  let webhooks: typeof Webhooks;
  beforeAll(async () => {
    webhooks = await loadWebhooks(build);
  });

  describe.each(SOURCES)('of %s', (scheme, create) => {
    const vectors = vectorsFor(scheme).map((vector) => [vector.id, vector] as const);

    it.skipIf(vectors.length === 0).each(vectors)('%s', async (_, vector) => {
      const verdict = await webhooks.verifyWebhook(create(webhooks, vector), vector.request, { now: vector.now });
      const outcome = outcomeOf(verdict);
      // An `info` vector has no right answer: it must only get one.
      expect(vector.tier === 'info' ? [outcome] : vector.accepted).toContain(outcome);
      if (vector.eventIds) expect(verdict).toMatchObject({ eventIds: vector.eventIds });
    });
  });
});
