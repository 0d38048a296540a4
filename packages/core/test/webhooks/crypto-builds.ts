import { vi } from 'vitest';
import type * as Webhooks from '../../src/webhooks/index.js';

/** The two builds behind `#crypto`. Every verdict must be the same on both. */
export const CRYPTO_BUILDS = ['node', 'web'] as const;

/** Loads the webhooks entry with one build of the crypto inside. */
export async function loadWebhooks(build: (typeof CRYPTO_BUILDS)[number]): Promise<typeof Webhooks> {
  vi.resetModules();
  vi.doMock('#crypto', () =>
    build === 'node' ? import('../../src/runtime/crypto.node.js') : import('../../src/runtime/crypto.web.js'),
  );
  return import('../../src/webhooks/index.js');
}
