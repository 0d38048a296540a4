import { describe, expect, it } from 'vitest';
import type { FuzzScheme } from '../src/fuzz-scheme.ts';
import { runScheme } from '../src/run-scheme.ts';
import { stripe } from '../src/schemes/stripe.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

const scheme = stripe as unknown as FuzzScheme;

describe('fuzzing', () => {
  it.each(Object.entries(PLANTED_BUGS))('finds a verifier that %s', async (_, { create, finding }) => {
    const report = await runScheme({ ...scheme, createVerifier: create }, { runs: 1_500, seed: 1 });
    expect(Object.keys(report.findings)).toContain(finding);
  });

  it('shows a finding again by its seed and path, as small as it can be', async () => {
    const create = PLANTED_BUGS['ignores the time']?.create ?? scheme.createVerifier;
    const spoiled = { ...scheme, createVerifier: create };
    const { example = '' } = await runScheme(spoiled, { runs: 500, seed: 5 });
    const [, path = ''] = /--scheme stripe --seed 5 --path ([\d:]+)/.exec(example) ?? [];
    const again = await runScheme(spoiled, { runs: 1, seed: 5, path });
    expect(again.findings).toEqual({ 'false accept: no signature covers these bytes now': 1 });
    expect(again.example?.split('request:')[1]).toBe(example.split('request:')[1]);
  });

  it('makes the same requests for the same seed, and others for another', async () => {
    const report = await runScheme(scheme, { runs: 300, seed: 3 });
    expect(await runScheme(scheme, { runs: 300, seed: 3 })).toEqual(report);
    expect(await runScheme(scheme, { runs: 300, seed: 4 })).not.toEqual(report);
  });
});
