import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { pnpm } from './pnpm.ts';
import { toProblems } from './run-command.ts';

/** The lockfile fits the manifests, and pins by integrity rather than by address. */
export const lockfile: Check = {
  name: 'lockfile',
  about: 'pnpm-lock.yaml fits every package.json and names no host',
  async run(workspace) {
    const addresses = readFileSync(join(workspace.root, 'pnpm-lock.yaml'), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /https?:|tarball:/.test(line) ? [`pnpm-lock.yaml:${index + 1} pins an address: ${line.trim()}`] : [],
      );
    const install = await pnpm(['install', '--frozen-lockfile', '--lockfile-only', '--offline'], workspace.root);
    return { problems: [...toProblems(install), ...addresses] };
  },
};
