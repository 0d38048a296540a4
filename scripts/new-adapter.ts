// `pnpm new:adapter <name>`: copies templates/adapter, a small adapter that passes every check, under a new name.
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renameAcme, toAdapterName } from './adapter-name.ts';
import { runCommand } from './checks/run-command.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const LEFT_OUT = /(?:^|[\\/])(?:node_modules|dist|etc|\.turbo)(?:[\\/]|$)/;

/** Writes a new adapter into `folder`, out of the template. */
export function writeAdapter(name: string, folder: string): void {
  const template = join(root, 'templates', 'adapter');
  cpSync(template, folder, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (source) => !LEFT_OUT.test(source.slice(template.length)),
  });
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const text = renameAcme(readFileSync(path, 'utf8'), name);
    writeFileSync(path, entry.name === 'package.json' ? text.replace('  "private": true,\n', '') : text);
    renameSync(path, join(entry.parentPath, renameAcme(entry.name, name)));
  }
}

const [given] = process.argv.slice(2);
if (import.meta.main) {
  const name = toAdapterName(given);
  const folder = join(root, 'packages', name ?? '');
  if (name === undefined) {
    console.error('Usage: pnpm new:adapter <name>, in lower case, for example `pnpm new:adapter linear`.');
    process.exitCode = 1;
  } else if (existsSync(folder)) {
    console.error(`packages/${name} is there already.`);
    process.exitCode = 1;
  } else {
    try {
      writeAdapter(name, folder);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    // Under another name, imports are in another order and lines of another length.
    const formatted = await runCommand('biome', ['check', '--write', folder], { cwd: root });
    if (formatted.code !== 0) console.error(formatted.output);
    console.log(
      `packages/${name} is written. It works against an invented vendor; replace what it says, room by room:\n` +
        `  1. pnpm install, then pnpm check structure types\n` +
        `  2. src/definition.ts and src/options.ts     5. src/operations\n` +
        `  3. the transport in src/create-${name}.ts    6. src/webhooks\n` +
        `  4. src/classify-error.ts                    7. src/testing and test/contract.test.ts\n` +
        `  8. README.md, ceilings in scripts/checks/size-ceilings.ts, pnpm api:update, pnpm changeset, npm test\n` +
        `CONTRIBUTING.md explains each step.`,
    );
  }
}
