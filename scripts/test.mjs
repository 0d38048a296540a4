// `npm test`: every check of this repository. `pnpm check lint types` runs the named ones and what they need.
import { requireNode } from './require-node.mjs';

requireNode();
const { main } = await import('./checks/main.ts');
process.exitCode = await main(process.argv.slice(2));
