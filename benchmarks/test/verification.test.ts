import { describe, expect, it } from 'vitest';
import { createBody } from '../src/verification/signed-body.ts';
import { tellBars } from '../src/verification/verification-bars.ts';
import { verificationGroups } from '../src/verification/verification-subjects.ts';

const subjects = Object.entries(verificationGroups).flatMap(([group, members]) =>
  Object.entries(members).map(([subject, prepare]) => [`${group}: ${subject}`, prepare] as const),
);

describe('the benchmark of verification', () => {
  it.each([1_024, 102_400])('makes a body of %i bytes in JSON', (bytes) => {
    const body = createBody(bytes);
    expect(body).toHaveLength(bytes);
    expect(JSON.parse(new TextDecoder().decode(body))).toMatchObject({ id: 'evt_1', object: 'event' });
  });

  it.each(subjects)('verifies what is signed: %s', async (_, prepare) => {
    const verify = await prepare({ body: createBody(1_024), now: Date.now() });
    expect(await verify()).toBe(true);
    expect(await verify()).toBe(true);
  });

  it('says of each bar whether it is reached', () => {
    const told = tellBars((_, own, other) => (own.includes('stripe') ? 1 : other.startsWith('@') ? 50 : 0.95));
    expect(told.map((text) => text.split(': ').at(-1))).toEqual(['reached.', 'MISSED.', 'reached.', 'reached.']);
    expect(tellBars(() => Number.NaN).every((text) => text.endsWith('MISSED.'))).toBe(true);
  });
});
