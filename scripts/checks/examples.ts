import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { type Example, extractMarkdownExamples, extractSourceExamples } from './extract-examples.ts';
import { runCommand } from './run-command.ts';
import type { Workspace } from './workspace.ts';

const FOLDER = 'reports/examples';
const DOCUMENT = /^([A-Z]+\.md|(docs|decisions)\/.*\.md|(packages|examples|templates)\/[^/]+\/README\.md)$/;
const SOURCE = /^(packages|templates)\/[^/]+\/src\/.*\.ts$/;

/** Every example in documents and TSDoc compiles as it stands, against the sources of this repository. */
export const examples: Check = {
  name: 'examples',
  about: 'every ```ts block in README.md, docs, packages/*/README.md and every @example in sources compiles',
  async run(workspace) {
    const { found, problems } = extractAll(workspace);
    problems.push(...(await compileExamples(workspace.root, found)));
    return { problems, summary: `${found.length} examples` };
  },
};

function extractAll(workspace: Workspace): { readonly found: readonly Example[]; readonly problems: string[] } {
  const problems: string[] = [];
  const found = workspace.files.flatMap((file) => {
    if (!DOCUMENT.test(file) && !SOURCE.test(file)) return [];
    const text = readFileSync(join(workspace.root, file), 'utf8');
    const extracted = DOCUMENT.test(file) ? extractMarkdownExamples(file, text) : extractSourceExamples(file, text);
    problems.push(...extracted.problems);
    return extracted.examples;
  });
  return { found, problems };
}

/** Compiles examples, each as a module of its own, and says where in its document each error is. */
export async function compileExamples(root: string, found: readonly Example[]): Promise<readonly string[]> {
  const folder = join(root, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const compilerOptions = {
    types: ['node'],
    isolatedDeclarations: false,
    declaration: false,
    moduleDetection: 'force',
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts'] }),
  );
  found.forEach((example, index) => writeFileSync(join(folder, `example-${index}.ts`), example.code));
  if (found.length === 0) return [];
  const result = await runCommand('tsc', ['--noEmit', '--pretty', 'false', '-p', FOLDER], { cwd: root });
  if (result.code === 0) return [];
  const lines = result.output.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => line.startsWith(FOLDER)).map((line) => toDocumentPosition(line, found));
  // Errors in the sources themselves are told by the check `types`.
  return own.length > 0 ? own : ['the sources that the examples use do not compile'];
}

/** `reports/examples/example-3.ts(2,7): error ...` becomes `README.md:41: error ...`. */
function toDocumentPosition(line: string, found: readonly Example[]): string {
  return line.replace(/^.*?example-(\d+)\.ts\((\d+),\d+\)/, (whole, index: string, row: string) => {
    const example = found[Number(index)];
    return example ? `${example.file}:${example.lines[Number(row) - 1] ?? example.lines[0]}` : whole;
  });
}
