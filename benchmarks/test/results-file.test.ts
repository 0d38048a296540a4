import { describe, expect, it } from 'vitest';
import type { Benchmark, BenchmarkResult } from '../src/benchmark.ts';
import { mergeSections, toSection } from '../src/report/results-file.ts';

const result: BenchmarkResult = {
  tables: [{ caption: 'Fewer is better.', table: { head: ['', 'ns'], rows: [['ours', '100']] } }],
  notes: ['A note.'],
};
const benchmark = (name: string): Benchmark => ({
  name,
  title: 'a title',
  method: 'As it is done.',
  run: async () => result,
});
const order = ['first', 'second', 'third'];

describe('toSection', () => {
  it('holds title, method, machine, tables and notes', () => {
    const section = toSection(benchmark('first'), result, '2026-01-01, Node 24');
    expect(section).toContain(
      '## first: a title\n\nAs it is done.\n\nMeasured 2026-01-01, Node 24.\n\nFewer is better.',
    );
    expect(section).toContain('| ours | 100 |');
    expect(section).toMatch(/\n- A note\.\n$/);
  });
});

describe('mergeSections', () => {
  const section = (name: string, machine: string): string => toSection(benchmark(name), result, machine);

  it('replaces the section that was measured again and keeps the others', () => {
    const old = mergeSections(
      '',
      new Map([
        ['first', section('first', 'old')],
        ['second', section('second', 'old')],
      ]),
      order,
    );
    const merged = mergeSections(old, new Map([['second', section('second', 'new')]]), order);
    expect(merged.match(/^## .*$/gm)).toEqual(['## first: a title', '## second: a title']);
    expect(merged.match(/Measured \w+/g)).toEqual(['Measured old', 'Measured new']);
  });

  it('keeps the order whichever was measured first', () => {
    const old = mergeSections('', new Map([['third', section('third', 'x')]]), order);
    const merged = mergeSections(old, new Map([['first', section('first', 'x')]]), order);
    expect(merged.match(/^## \w+/gm)).toEqual(['## first', '## third']);
  });

  it('drops sections of benchmarks that no longer exist', () => {
    const old = mergeSections('', new Map([['first', section('first', 'x')]]), order);
    expect(mergeSections(old, new Map(), ['second'])).not.toContain('## first');
  });

  it('changes nothing when nothing was measured', () => {
    const old = mergeSections(
      '',
      new Map([
        ['first', section('first', 'x')],
        ['third', section('third', 'x')],
      ]),
      order,
    );
    expect(mergeSections(old, new Map(), order)).toBe(old);
  });
});
