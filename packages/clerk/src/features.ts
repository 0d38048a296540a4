/** Parts of Clerk that an application uses. A part that is off is refused with `FEATURE_DISABLED` before any I/O. */
export interface ClerkFeatures {
  /** `organizations.*`, `memberships.*` and `syncPermissions`. @default true */
  readonly organizations: boolean;
  /** `invitations.*`. @default true */
  readonly invitations: boolean;
}

/** The name of a feature. */
export type ClerkFeature = keyof ClerkFeatures;

/** Every feature on: what `createClerk` starts from. */
export const ALL_FEATURES: ClerkFeatures = /* @__PURE__ */ Object.freeze({ organizations: true, invitations: true });
