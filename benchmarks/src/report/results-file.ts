import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { toMarkdown } from './markdown-table.ts';

const HEAD = `# Results

Written by \`npm run bench\`; each section says when and on what it was measured. Compare within a table: another machine,
or the same one under another load, gives other figures.
`;

/** One section of the results. */
export function toSection(benchmark: Benchmark, result: BenchmarkResult, machine: string): string {
  const tables = result.tables.map(({ caption, table }) => `${caption}\n\n${toMarkdown(table)}`);
  const notes = result.notes.map((note) => `- ${note}`).join('\n');
  const parts = [
    `## ${benchmark.name}: ${benchmark.title}`,
    benchmark.method,
    `Measured ${machine}.`,
    ...tables,
    ...(notes === '' ? [] : [notes]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/**
 * Puts new sections in the place of the old ones of the same benchmarks, so that one benchmark can be run alone without
 * losing the results of the others.
 */
export function mergeSections(old: string, sections: ReadonlyMap<string, string>, order: readonly string[]): string {
  const merged = new Map<string, string>();
  for (const part of old.split(/^(?=## )/m)) {
    const name = /^## ([\w-]+):/.exec(part)?.[1];
    if (name !== undefined) merged.set(name, `${part.trimEnd()}\n`);
  }
  for (const [name, section] of sections) merged.set(name, section);
  const known = order.flatMap((name) => merged.get(name) ?? []);
  return [HEAD, ...known].join('\n');
}
