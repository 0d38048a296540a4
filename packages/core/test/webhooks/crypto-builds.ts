import { vi } from 'vitest';
import type * as Webhooks from '../../src/webhooks/index.js';

/** The two builds behind `#crypto`. Every verdict must be the same on both. */
export const CRYPTO_BUILDS = ['node', 'web'] as const;

export type CryptoBuildName = (typeof CRYPTO_BUILDS)[number];

/**
 * Makes every module that is imported from now on get this build of the crypto. For packages on top of core, which then
 * import their own entry: in `beforeAll`, in a `describe.each(CRYPTO_BUILDS)`.
 */
function useCryptoBuild(build: CryptoBuildName): void {
  vi.resetModules();
  vi.doMock('#crypto', () =>
    build === 'node' ? import('../../src/runtime/crypto.node.js') : import('../../src/runtime/crypto.web.js'),
  );
}

/** Loads the webhooks entry with one build of the crypto inside. */
export async function loadWebhooks(build: CryptoBuildName): Promise<typeof Webhooks> {
  useCryptoBuild(build);
  return import('../../src/webhooks/index.js');
}
