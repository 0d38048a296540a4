import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createClerkBench, failureOf } from '../clerk-bench.js';

const { clerk, emulator } = createClerkBench();

const refusalOf = async (list: () => AsyncIterable<unknown>): Promise<unknown> => {
  const error = await failureOf(
    (async () => {
      for await (const item of list()) void item;
    })(),
  );
  return isIntegrationError(error) && error.code === 'VALIDATION' && error.issues.map(({ path }) => path);
};

describe('a filter that filters nothing', () => {
  it.each([
    [{ emailAddress: null }, 'input.emailAddress'],
    [{ emailAddress: [undefined] }, 'input.emailAddress[0]'],
    [{ externalId: ['a', null] }, 'input.externalId[1]'],
    [{ emailAddress: [] }, 'input.emailAddress'],
    [{ emailAddress: '' }, 'input.emailAddress'],
    [{ emailAddress: [''] }, 'input.emailAddress[0]'],
    [{ userId: { id: 'user_1' } }, 'input.userId'],
    [{ createdAtAfter: Number.NaN }, 'input.createdAtAfter'],
    [{ createdAtAfter: new Date(0) }, 'input.createdAtAfter'],
  ])('is refused before any request: %j', async (input, path) => {
    const own = input as object;
    expect(await refusalOf(() => clerk.users.list(own))).toEqual([path]);
    expect(await refusalOf(() => clerk.organizations.list(own))).toEqual([path]);
    expect(await refusalOf(() => clerk.memberships.list({ organizationId: 'org_1', ...own }))).toEqual([path]);
    expect(await refusalOf(() => clerk.invitations.list({ organizationId: 'org_1', ...own }))).toEqual([path]);
    expect(emulator.book.count()).toBe(0);
  });

  it.each([['everybody'], [[]], [7], [null]])('is refused where all of them are %j', async (input) => {
    expect(await refusalOf(() => clerk.users.list(input as never))).not.toBe(false);
    expect(emulator.book.count()).toBe(0);
  });
});

describe('filters', () => {
  it('may be falsy where that means something, and left out', async () => {
    const bench = createClerkBench();
    for await (const user of bench.clerk.users.list({ banned: false, query: '', emailAddress: undefined } as never))
      void user;
    expect(bench.emulator.book.count('GET /v1/users')).toBe(1);
  });

  it('may be undefined beside the user whose memberships are listed', async () => {
    const bench = createClerkBench();
    const userId = await bench.user('ada');
    for await (const membership of bench.clerk.memberships.list({ userId, organizationId: undefined })) void membership;
    expect(bench.emulator.book.count('GET /v1/users/{user}/organization_memberships')).toBe(1);
  });
});
