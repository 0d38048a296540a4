import { defineConfig, type Options } from 'tsup';

/** The one build of every package: ESM, one bundled file an entry, declarations by `tsc` beside it. */
export function packageBuild(entry: Record<string, string>): ReturnType<typeof defineConfig> {
  const options: Options = {
    entry,
    format: ['esm'],
    target: 'es2023',
    platform: 'neutral',
    splitting: true,
    sourcemap: true,
    treeshake: true,
    clean: true,
    dts: false,
    removeNodeProtocol: false, // Deno and workerd know `node:events` only
    external: [/^node:/, /^#/, /^@breakwater\//],
  };
  return defineConfig(options);
}
