import type { PurgeOptions } from '@breakwater/core/webhooks';
import { describe, expect, it } from 'vitest';
import { createStripe } from '../src/index.js';

describe('the retention', () => {
  it('purges what an inbox has kept of Stripe for longer than `dataRetention` days', async () => {
    const { retention } = createStripe({ secretKey: 'sk_test_1', compliance: { dataRetention: 30 } });
    const calls: PurgeOptions[] = [];
    const inbox = {
      purge: async (options: PurgeOptions) => {
        calls.push(options);
        return { removed: 2, erased: 1 };
      },
    };
    await expect(retention.purge(inbox)).resolves.toEqual({ removed: 2, erased: 1 });
    expect(calls).toEqual([{ source: 'stripe', olderThan: 30 * 24 * 60 * 60 * 1000 }]);
    expect(retention.days).toBe(30);
  });
});
