import { api } from './api.ts';
import { build } from './build.ts';
import { changesets } from './changesets.ts';
import type { Check } from './check.ts';
import { contract } from './contract.ts';
import { documentation } from './documentation.ts';
import { entries } from './entries.ts';
import { examples } from './examples.ts';
import { fileLength } from './file-length.ts';
import { format } from './format.ts';
import { lint } from './lint.ts';
import { lockfile } from './lockfile.ts';
import { machinePaths } from './machine-paths.ts';
import { packages } from './packages.ts';
import { sizes } from './sizes.ts';
import { structure } from './structure.ts';
import { tests } from './tests.ts';
import { typeCheck } from './type-check.ts';
import { unused } from './unused.ts';

/** Every check, those first that others wait for or that take long. */
export const allChecks: readonly Check[] = [
  build,
  format,
  lint,
  typeCheck,
  tests,
  contract,
  structure,
  fileLength,
  machinePaths,
  lockfile,
  changesets,
  examples,
  documentation,
  entries,
  sizes,
  packages,
  api,
  unused,
];
