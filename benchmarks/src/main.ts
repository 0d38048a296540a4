// `npm run bench` runs all, `npm run bench -- idle size` some of them; `--smoke` only shows that they run.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { allBenchmarks } from './all-benchmarks.ts';
import { describeMachine } from './report/machine.ts';
import { mergeSections, toSection } from './report/results-file.ts';

const RESULTS = new URL('../RESULTS.md', import.meta.url);

const { values, positionals } = parseArgs({ options: { smoke: { type: 'boolean' } }, allowPositionals: true });
const isSmoke = values.smoke === true;
const names = allBenchmarks.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(2);
}

const isTerminal = process.stderr.isTTY;
const progress = (text: string): void => {
  if (isTerminal) process.stderr.write(`\r\u001b[K${text}`);
};

const machine = describeMachine();
const sections = new Map<string, string>();
for (const benchmark of allBenchmarks) {
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  const result = await benchmark.run({ isSmoke, progress: (text) => progress(`${benchmark.name}: ${text}`) });
  progress('');
  const section = toSection(benchmark, result, machine);
  sections.set(benchmark.name, section);
  console.log(section);
}

if (isSmoke) console.log(`${sections.size} benchmarks run. The figures above mean nothing: this was a smoke test.`);
else
  await writeFile(RESULTS, mergeSections(existsSync(RESULTS) ? await readFile(RESULTS, 'utf8') : '', sections, names));
