import {
  type AdapterOptions,
  adapterOptionFields,
  type Issue,
  type RateLimitConfig,
  type Shape,
  shape,
  withoutUndefined,
} from '@breakwater/core';
import { ALL_FEATURES, type ClerkFeatures } from './features.js';
import { jwtKeyShape, normalizeJwtKey } from './jwt-key.js';
import { isPermissionStore, PERMISSION_STORE, type PermissionStore } from './permission-store.js';
import { secretKeyShape } from './secret-key.js';

/**
 * Origins whose session tokens are taken, such as `https://app.example.com`: a token that another site of the same
 * instance was given is refused. `'any'` says that this is not wanted, as for tokens of native apps, which name no origin.
 */
export type AuthorizedParties = readonly string[] | 'any';

/** Options of {@link createClerk}. */
export interface ClerkOptions extends AdapterOptions {
  /** A secret key (`sk_live_` or `sk_test_`). Never printed, logged or kept in an error. */
  readonly secretKey: string;
  /** The publishable key (`pk_`), which `authenticate` needs to read the cookies of this instance. */
  readonly publishableKey?: string | undefined;
  /** The key of a machine (`ak_`), for `client.m2m`. Never printed, logged or kept in an error. */
  readonly machineSecretKey?: string | undefined;
  /**
   * The public key of the instance (PEM), with which tokens are verified without asking Clerk for its keys. A `\n` that is
   * written out, as in the environment of some hosts, is a line break.
   * @default Clerk's keys, fetched once under the policy and kept
   */
  readonly jwtKey?: string | undefined;
  /** Taken by `authenticate` and `verifyToken` where their own options say nothing. */
  readonly authorizedParties?: AuthorizedParties | undefined;
  /** Where `syncPermissions` writes. */
  readonly permissionStore?: PermissionStore | undefined;
  /** Where Clerk answers; an emulator's address in tests. @default 'https://api.clerk.com' */
  readonly baseUrl?: string | undefined;
  /** @default all on */
  readonly features?: Partial<ClerkFeatures> | undefined;
  /**
   * What may be asked of Clerk at once. The limit is the instance's: share it out when several processes use one.
   * @default 100 requests per second with a live key, 10 with a test key
   */
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  /**
   * The file from which `@clerk/backend` is looked up, as a path or a `file:` URL, where it is not installed beside this
   * package: for a bundle that runs elsewhere than its node_modules.
   * @default this package's own file
   */
  readonly sdkFrom?: string | undefined;
}

/** {@link ClerkOptions} with the adapter's own defaults filled in. */
export interface ResolvedClerkOptions extends ClerkOptions {
  readonly features: ClerkFeatures;
}

const isParty = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;

/** The shape of {@link AuthorizedParties}; an empty list would check nothing, which is what `'any'` is for. */
export const partiesShape: Shape<AuthorizedParties> = /* @__PURE__ */ shape.custom<AuthorizedParties>(
  (value) => value === 'any' || (Array.isArray(value) && value.length > 0 && value.every(isParty)),
  "a list of origins such as `https://app.example.com`, or 'any'",
);

/** Holds the host of the frontend API, in base64 and with a `$` behind it. Read in `keys.js` of @clerk/shared 4.41.0. */
function isPublishableKey(value: unknown): boolean {
  const [, encoded = ''] = /^pk_(?:live|test)_([\w+/=-]+)$/.exec(typeof value === 'string' ? value : '') ?? [];
  try {
    return /^(?:[\w-]+\.)+[\w-]+\$$/.test(atob(encoded));
  } catch {
    return false;
  }
}

const flag = /* @__PURE__ */ shape.optional(shape.boolean());

const OPTIONS = /* @__PURE__ */ shape.object({
  secretKey: secretKeyShape,
  publishableKey: shape.optional(
    shape.custom<string>(isPublishableKey, 'a publishable key (pk_live_... or pk_test_...), whole'),
  ),
  machineSecretKey: shape.optional(
    shape.secret({ pattern: /^ak_\w{1,250}$/, expected: 'the key of a machine (ak_...)' }),
  ),
  jwtKey: shape.optional(jwtKeyShape),
  authorizedParties: shape.optional(partiesShape),
  permissionStore: shape.optional(shape.custom<PermissionStore>(isPermissionStore, PERMISSION_STORE)),
  features: shape.optional(shape.object({ organizations: flag, invitations: flag })),
  sdkFrom: shape.optional(
    shape.string({ pattern: /^(?:\/|file:\/\/\/|[A-Za-z]:[\\/])/, expected: 'an absolute path or a file: URL' }),
  ),
  ...adapterOptionFields,
});

/** Checks the options, adds an issue for each wrong one, and fills in the adapter's own defaults. */
export function parseClerkOptions(options: ClerkOptions, issues: Issue[]): ResolvedClerkOptions {
  const parsed = OPTIONS.parse(options, 'options', issues);
  // The copy that a shape makes has lost the store's prototype with its methods; the store itself is what we call.
  const permissionStore = (options as ClerkOptions | undefined)?.permissionStore;
  return {
    ...parsed,
    ...(permissionStore !== undefined && { permissionStore }),
    ...(parsed?.jwtKey !== undefined && { jwtKey: normalizeJwtKey(parsed.jwtKey) }),
    features: { ...ALL_FEATURES, ...withoutUndefined(parsed?.features ?? {}) },
  };
}
