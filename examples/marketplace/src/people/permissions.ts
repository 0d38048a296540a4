import type { PermissionGrant, PermissionStore, PermissionSubject } from '@breakwater/clerk';
import type { Store } from '../store/open-store.ts';

/** Who may do what, in the application's own table: pages ask it, and not Clerk. */
export interface Permissions extends PermissionStore {
  may(userId: string, organizationId: string, permission: string): boolean;
}

/** An answer of Clerk's that is older than the one before it changes nothing. Whoever has left keeps an empty row. */
const REPLACE = `
  INSERT INTO permission (user, organization, role, permissions, as_of) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET role = excluded.role, permissions = excluded.permissions, as_of = excluded.as_of
  WHERE excluded.as_of >= as_of`;

/** The table behind `syncPermissions`. */
export function createPermissions(store: Store): Permissions {
  const replace = (subject: PermissionSubject, role: string, permissions: readonly string[]): Promise<void> =>
    store.write(REPLACE, [subject.userId, subject.organizationId, role, JSON.stringify(permissions), subject.asOf]);
  return {
    grant: (grant: PermissionGrant) => replace(grant, grant.role, grant.permissions),
    revoke: (subject) => replace(subject, '', []),
    may(userId, organizationId, permission) {
      const sql = 'SELECT permissions FROM permission WHERE user = ? AND organization = ?';
      const [row] = store.read<{ permissions: string }>(sql, userId, organizationId);
      return row !== undefined && (JSON.parse(row.permissions) as string[]).includes(permission);
    },
  };
}
