import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findUndocumented } from '../checks/documentation.ts';
import { compileExamples } from '../checks/examples.ts';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe('checks that compile', () => {
  let root: string;
  const write = (file: string, text: string): string => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    return join(root, file);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'compile-'));
    cpSync(join(repository, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'));
    write('package.json', '{ "type": "module" }');
    // The examples may use Node's own types, which are looked up from the folder that they are compiled in.
    write(
      'node_modules/@types/node/index.d.ts',
      'declare const process: { readonly env: Readonly<Record<string, string | undefined>> };',
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('accepts examples against the sources of the workspace, each with its own names', async () => {
    write('packages/anvil/src/index.ts', 'export const size: number = 1;');
    const program = "import { size } from '@breakwater/anvil';\nexport const total: number = size;";
    const examples = [1, 2].map((line) => ({ file: 'README.md', code: program, lines: [line, line + 1] }));
    expect(await compileExamples(root, examples)).toEqual([]);
  });

  it('says where in the document an example is wrong', async () => {
    const examples = [
      { file: 'README.md', code: 'export const a = 1;', lines: [3] },
      { file: 'docs/guide.md', code: 'const a = 1;\nexport const b: string = a;', lines: [10, 25] },
    ];
    const problems = await compileExamples(root, examples);
    expect(problems).toEqual([expect.stringMatching(/^docs\/guide\.md:25: error TS2322/)]);
  });

  it('finds exports without a sentence and factories without an example, through re-exports', () => {
    write(
      'packages/anvil/src/size.ts',
      'export const size = 1;\n/** The weight in grams. */\nexport const weight = 2;',
    );
    write('packages/anvil/src/make.ts', '/** Makes one. */\nexport function createAnvil(): number { return 1; }');
    const entry = write(
      'packages/anvil/src/index.ts',
      "export * from './size.js';\nexport { createAnvil } from './make.js';",
    );
    expect(findUndocumented(root, [entry])).toEqual({
      count: 3,
      problems: [
        'packages/anvil/src/make.ts:2: createAnvil is a factory without an @example',
        'packages/anvil/src/size.ts:1: size has no TSDoc sentence',
      ],
    });
  });

  it('accepts a documented factory with an example', () => {
    const entry = write(
      'packages/anvil/src/index.ts',
      '/**\n * Makes one.\n *\n * @example\n * createAnvil();\n */\nexport function createAnvil(): number { return 1; }',
    );
    expect(findUndocumented(root, [entry])).toEqual({ count: 1, problems: [] });
  });
});
