import { hasOnlyWebhooks, hasWebhooks } from './adapters.ts';
import type { WorkspacePackage } from './workspace.ts';

/** Files that every adapter has, from its folder. `<name>` stands for the name of the adapter. */
const FILES: readonly string[] = [
  'README.md',
  'package.json',
  'tsup.config.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'src/index.ts',
  'src/definition.ts',
  'src/options.ts',
  'src/create-<name>.ts',
  'src/classify-error.ts',
  'src/testing/index.ts',
  'test/contract.test.ts',
  'test/boundary.test.ts',
  'test/types.test-d.ts',
];

/** What is left of that in a package that has its webhooks room only. */
const COMMON_FILES: readonly string[] = FILES.slice(0, 5);

const WEBHOOK_FILES: readonly string[] = ['src/webhooks/index.ts', 'test/webhooks.test.ts'];

/** Headings of every adapter's README, in this order. */
const SECTIONS: readonly string[] = ['Install', 'Example', 'Options', 'Errors', 'Webhooks', 'Testing'];

/** Where the rooms of an adapter differ from those of all others. `files` are paths from its folder. */
export function findMissingRooms(
  entry: WorkspacePackage,
  files: readonly string[],
  read: (file: string) => string,
): readonly string[] {
  if (hasOnlyWebhooks(entry)) {
    const absent = [...COMMON_FILES, ...WEBHOOK_FILES].filter((file) => !files.includes(file));
    const unnamed = findMissingExports(entry, true, files, read).filter((problem) => problem.includes('Webhook'));
    return [...absent.map((file) => `has no ${file}`), ...unnamed].map((problem) => `${entry.path} ${problem}`);
  }
  const withWebhooks = hasWebhooks(entry.folder);
  const required = [...FILES, ...(withWebhooks ? WEBHOOK_FILES : [])].map((file) =>
    file.replace('<name>', entry.folder),
  );
  const absent = required.filter((file) => !files.includes(file));
  const problems = absent.map((file) => `has no ${file}`);
  if (!files.some((file) => /^src\/operations\/.+\.ts$/.test(file)))
    problems.push('has no curated operation in src/operations');
  if (!withWebhooks && files.some((file) => file.startsWith('src/webhooks/')))
    problems.push('has a webhooks room, but is listed as an adapter without webhooks');
  const present = (file: string): boolean => !absent.includes(file);
  if (present('README.md')) problems.push(...findMissingSections(read('README.md')));
  if (present('test/contract.test.ts') && !read('test/contract.test.ts').includes('integrationContract('))
    problems.push('does not call integrationContract in test/contract.test.ts');
  problems.push(...findMissingExports(entry, withWebhooks, files, read), ...findManifestGaps(entry, withWebhooks));
  return problems.map((problem) => `${entry.path} ${problem}`);
}

function findMissingSections(readme: string): readonly string[] {
  const headings = [...readme.matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? '');
  const found = SECTIONS.filter((section) => headings.includes(section));
  const missing = SECTIONS.filter((section) => !found.includes(section)).map(
    (section) => `has no "## ${section}" in its README`,
  );
  const positions = found.map((section) => headings.indexOf(section));
  const isOrdered = positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0));
  return isOrdered
    ? missing
    : [...missing, `has the sections of its README in another order than ${SECTIONS.join(', ')}`];
}

/** The names that an adapter must offer, compared without regard to case, since vendors write theirs in many ways. */
function findMissingExports(
  entry: WorkspacePackage,
  withWebhooks: boolean,
  files: readonly string[],
  read: (file: string) => string,
): readonly string[] {
  const expected = [
    { file: 'src/index.ts', name: `create${entry.folder}` },
    { file: 'src/testing/index.ts', name: `create${entry.folder}Emulator` },
    ...(withWebhooks ? [{ file: 'src/webhooks/index.ts', name: `${entry.folder}Webhook` }] : []),
  ];
  return expected
    .filter(({ file, name }) => files.includes(file) && !new RegExp(`\\b${name}\\b`, 'i').test(read(file)))
    .map(({ file, name }) => `exports no ${name} (in any case) from ${file}`);
}

function findManifestGaps(entry: WorkspacePackage, withWebhooks: boolean): readonly string[] {
  const entries = Object.keys(entry.manifest.exports ?? {});
  const expected = ['.', ...(withWebhooks ? ['./webhooks'] : []), './testing', './package.json'];
  return expected.filter((name) => !entries.includes(name)).map((name) => `does not export "${name}" in package.json`);
}
