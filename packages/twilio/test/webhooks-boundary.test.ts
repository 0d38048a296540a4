import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Bundles the entry as an application on an edge runtime does, with everything that it pulls in. */
async function bundle(): Promise<{
  readonly files: readonly string[];
  readonly external: readonly string[];
  readonly bytes: number;
}> {
  const { metafile, outputFiles } = await build({
    entryPoints: [path('../src/webhooks/index.ts')],
    alias: {
      '@breakwater/core/webhooks': path('../../core/src/webhooks/index.ts'),
      '#crypto': path('../../core/src/runtime/crypto.web.ts'),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  return {
    files: Object.keys(metafile.inputs),
    external: output?.imports.map((one) => one.path) ?? [],
    bytes: gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length,
  };
}

describe('the entry @breakwater/twilio/webhooks', () => {
  it('loads nothing but our own sources, statically or later: not the SDK, not Node', async () => {
    const { files, external } = await bundle();
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
    expect(external).toEqual([]);
  });

  it('costs less than 10 kB, minified and gzipped', async () => {
    expect((await bundle()).bytes).toBeLessThan(10_000);
  });
});
