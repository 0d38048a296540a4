// `npm run demo`: the marketplace on top of the built packages. It ends with a code other than 0 when the application
// and the vendors' books disagree.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireNode } from './require-node.mjs';

requireNode();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join('examples', 'marketplace', 'src', 'main.ts');
const { status, signal, error } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) {
  const reason = error?.message ?? (signal ? `it was ended by ${signal}` : `it ended with code ${status}`);
  console.error(
    `\nThe demo failed: ${reason}. The lines above say where the application and the vendors disagree, or what broke.\n` +
      '  It uses the built packages: start it with `npm run demo`, which builds them first.\n' +
      '  It opens ports on 127.0.0.1 only, and needs no network.',
  );
}
process.exitCode = status ?? 1;
