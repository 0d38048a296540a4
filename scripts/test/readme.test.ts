import { readFileSync } from 'node:fs';
import { defineIntegration, ERROR_CODES } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('../../packages/core/README.md', import.meta.url), 'utf8');

/** The first cells of the table rows below a heading, and all other cells by them. */
function tableBelow(heading: string): ReadonlyMap<string, readonly string[]> {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((row) => {
      const [name = '', ...rest] = row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim());
      return [name.replaceAll('`', ''), rest];
    }),
  );
}

/** Every setting as `part.name`, with its value; parts that are switched or chosen as a whole are one setting. */
function flatten(value: Readonly<Record<string, unknown>>, path = ''): readonly (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, entry]) => {
    const full = path === '' ? name : `${path}.${name}`;
    const isPart = typeof entry === 'object' && entry !== null && !Array.isArray(entry) && name !== 'budget';
    return isPart ? flatten(entry as Readonly<Record<string, unknown>>, full) : [[full, entry] as const];
  });
}

describe('the README of core', () => {
  const { rateLimiting, errorHandling } = defineIntegration({
    name: 'acme',
    version: '1',
    baseUrl: 'https://api.acme.example',
    authentication: { type: 'bearer_token' },
  });
  const defaults = new Map(flatten({ ...errorHandling, rateLimiting }));
  const table = tableBelow('Options');

  it('names every option with the default that is in force', () => {
    for (const [name, value] of defaults) {
      expect.soft(table.get(name)?.[0], name).toBe(`\`${JSON.stringify(value)}\``);
    }
  });

  it('names no option that does not exist: those without a default are accepted', () => {
    const optional = [...table.keys()].filter((name) => !defaults.has(name));
    expect(optional.toSorted()).toEqual([
      'circuitBreaker.slowCallThreshold',
      'rateLimiting.burst',
      'rateLimiting.requestsPerSecond',
    ]);
    for (const name of optional) expect(table.get(name)?.[0], name).toBe('none');
  });

  it('names every error code', () => {
    expect([...tableBelow('Errors').keys()].toSorted()).toEqual([...ERROR_CODES].toSorted());
  });
});
