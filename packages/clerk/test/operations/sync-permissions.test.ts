import { isIntegrationError } from '@breakwater/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClerk, type PermissionGrant, type PermissionStore, type PermissionSubject } from '../../src/index.js';
import { type ClerkBench, createClerkBench, failureOf, secretKey } from '../clerk-bench.js';

/** A store as an application may have it: a class, which keeps the newest of what it is told. */
class Permissions implements PermissionStore {
  readonly rows = new Map<string, PermissionGrant | PermissionSubject>();
  writes = 0;

  async grant(grant: PermissionGrant): Promise<void> {
    this.put(grant);
  }

  async revoke(subject: PermissionSubject): Promise<void> {
    this.put(subject);
  }

  of(userId: string): readonly string[] {
    const row = this.rows.get(userId);
    return row !== undefined && 'permissions' in row ? row.permissions : [];
  }

  private put(row: PermissionGrant | PermissionSubject): void {
    this.writes += 1;
    if ((this.rows.get(row.userId)?.asOf ?? 0) <= row.asOf) this.rows.set(row.userId, row);
  }
}

let store: Permissions;
let bench: ClerkBench;
let userId: string;
let organizationId: string;

beforeEach(async () => {
  store = new Permissions();
  bench = createClerkBench({ permissionStore: store }, { roles: { 'org:biller': ['org:invoices:read'] } });
  userId = await bench.user('ada');
  organizationId = await bench.organization('acme');
});

describe('syncPermissions', () => {
  it('grants what the membership holds', async () => {
    await bench.clerk.memberships.add({ userId, organizationId, role: 'org:biller' });
    expect(await bench.clerk.syncPermissions(userId, organizationId)).toEqual({
      status: 'granted',
      role: 'org:biller',
      permissions: ['org:invoices:read'],
    });
    expect(store.rows.get(userId)).toMatchObject({
      userId,
      organizationId,
      role: 'org:biller',
      asOf: bench.clock.now(),
    });
  });

  it.each([
    ['the membership', (): Promise<unknown> => bench.clerk.memberships.remove({ userId, organizationId })],
    [
      'the organization',
      (): Promise<unknown> =>
        bench.clerk.run('delete', (client) => client.organizations.deleteOrganization(organizationId)),
    ],
    ['the user', (): Promise<unknown> => bench.clerk.run('delete', (client) => client.users.deleteUser(userId))],
  ])('revokes when %s is gone', async (_name, remove) => {
    await bench.clerk.memberships.add({ userId, organizationId, role: 'org:biller' });
    await bench.clerk.syncPermissions(userId, organizationId);
    await remove();
    expect(await bench.clerk.syncPermissions(userId, organizationId)).toEqual({ status: 'revoked' });
    expect(store.of(userId)).toEqual([]);
  });

  it.each([
    ['does not answer', { type: 'reset' } as const],
    ['fails', { type: 'status', status: 500 } as const],
    ['refuses the key', { type: 'status', status: 401 } as const],
    ['is hidden behind a page that says 404', { type: 'html', status: 404 } as const],
  ])('writes nothing when Clerk %s', async (_name, fault) => {
    await bench.clerk.memberships.add({ userId, organizationId, role: 'org:biller' });
    await bench.clerk.syncPermissions(userId, organizationId);
    bench.emulator.faults.add({ match: 'GET /v1/organizations/*', times: Infinity, fault });
    const error = await bench.clock.settle(failureOf(bench.clerk.syncPermissions(userId, organizationId)));
    expect(isIntegrationError(error)).toBe(true);
    expect([store.writes, store.of(userId)]).toEqual([1, ['org:invoices:read']]);
  });

  it('writes nothing when it is answered with the membership of somebody else', async () => {
    const others = {
      data: [
        {
          object: 'organization_membership',
          id: 'orgmem_1',
          role: 'org:admin',
          permissions: ['org:everything:manage'],
          organization: { object: 'organization', id: 'org_1' },
          public_user_data: { user_id: 'user_root' },
        },
      ],
      total_count: 1,
    };
    const clerk = createClerk({ secretKey, permissionStore: store, fetch: async () => Response.json(others) });
    const error = await failureOf(clerk.syncPermissions('user_1', 'org_1'));
    expect(isIntegrationError(error) && error.message).toContain('those of others');
    expect(store.writes).toBe(0);
  });

  it('tells the store when it asked, so that two that overtake each other end with the newer one', async () => {
    await bench.clerk.memberships.add({ userId, organizationId, role: 'org:biller' });
    bench.emulator.faults.add({ match: 'GET /v1/organizations/*', fault: { type: 'slow', ms: 5_000 } });
    const slow = bench.clerk.syncPermissions(userId, organizationId);
    await bench.clock.advance(1_000);
    await bench.clerk.memberships.remove({ userId, organizationId });
    await bench.clerk.syncPermissions(userId, organizationId);
    await bench.clock.settle(slow);
    expect(store.writes).toBe(2);
    expect(store.of(userId)).toEqual([]);
  });

  it('passes on what the store throws', async () => {
    const failing = { grant: () => undefined, revoke: () => Promise.reject(new Error('the database is away')) };
    const clerk = createClerkBench({ permissionStore: failing });
    await expect(clerk.clerk.syncPermissions('user_1', 'org_1')).rejects.toThrow('the database is away');
  });

  it('writes where it is told for this call, such as into a transaction that may be given up', async () => {
    await bench.clerk.memberships.add({ userId, organizationId, role: 'org:biller' });
    const database = new Permissions();
    /** Keeps what is written until it is committed. */
    const transact = async (work: (inside: PermissionStore) => Promise<unknown>): Promise<void> => {
      const writes: (() => Promise<void>)[] = [];
      await work({
        grant: (grant) => void writes.push(() => database.grant(grant)),
        revoke: (subject) => void writes.push(() => database.revoke(subject)),
      });
      for (const write of writes) await write();
    };
    const failing = transact(async (inside) => {
      await bench.clerk.syncPermissions(userId, organizationId, { store: inside });
      throw new Error('the handler failed');
    });
    await expect(failing).rejects.toThrow('the handler failed');
    expect(database.writes).toBe(0);
    await transact((inside) => bench.clerk.syncPermissions(userId, organizationId, { store: inside, timeout: 5_000 }));
    expect([database.of(userId), store.writes]).toEqual([['org:invoices:read'], 0]);
  });

  it('needs no store of its own where each call brings one', async () => {
    const other = createClerkBench();
    const inside = new Permissions();
    await other.clerk.syncPermissions('user_1', 'org_1', { store: inside });
    expect(inside.writes).toBe(1);
    for (const wrong of [null, {}, { grant: () => undefined }]) {
      const error = await failureOf(other.clerk.syncPermissions('user_1', 'org_1', { store: wrong as never }));
      expect(isIntegrationError(error) && [error.code, error.issues[0]?.path]).toEqual(['VALIDATION', 'options.store']);
    }
    expect(other.emulator.book.count()).toBe(1);
  });

  it('needs a store, ids, and the feature', async () => {
    const without = createClerkBench();
    expect(await failureOf(without.clerk.syncPermissions('user_1', 'org_1'))).toMatchObject({ code: 'CONFIGURATION' });
    expect(await failureOf(bench.clerk.syncPermissions('', organizationId))).toMatchObject({ code: 'VALIDATION' });
    const off = createClerkBench({ permissionStore: store, features: { organizations: false } });
    expect(await failureOf(off.clerk.syncPermissions('user_1', 'org_1'))).toMatchObject({ code: 'FEATURE_DISABLED' });
    expect([without.emulator.book.count(), off.emulator.book.count()]).toEqual([0, 0]);
  });
});
