/** Whose permissions, and where. */
export interface PermissionSubject {
  readonly userId: string;
  readonly organizationId: string;
  /**
   * When Clerk was asked, in milliseconds since the epoch. Two calls may overtake each other: keep this with the row, and
   * let no older one replace a newer one.
   */
  readonly asOf: number;
}

/** What a user may do in an organization, as Clerk has it. */
export interface PermissionGrant extends PermissionSubject {
  /** Key of the role, for example `org:admin`. */
  readonly role: string;
  /** Keys of the permissions, for example `org:invoices:read`; all of them, not what is new. */
  readonly permissions: readonly string[];
}

/** Where an application keeps who may do what: the two things that `syncPermissions` needs of it. */
export interface PermissionStore {
  /** Replaces what the user may do in the organization. */
  grant(grant: PermissionGrant): void | Promise<void>;
  /** Takes away whatever the user may do in the organization. Also called when there was nothing. */
  revoke(subject: PermissionSubject): void | Promise<void>;
}

/** What a store has to be, in words. */
export const PERMISSION_STORE = 'an object with the functions grant and revoke';

/** Whether something can be written to. */
export function isPermissionStore(value: unknown): value is PermissionStore {
  const { grant, revoke } = Object(value) as Partial<PermissionStore>;
  return typeof grant === 'function' && typeof revoke === 'function';
}
