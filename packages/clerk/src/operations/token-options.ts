import { createInputError, parseShape, type Shape, shape } from '@breakwater/core';
import { type AuthorizedParties, partiesShape } from '../options.js';

/** What a token has to say of itself. */
export interface TokenOptions {
  /** Origins whose tokens are taken. @default `authorizedParties` of createClerk; one of the two is needed */
  readonly authorizedParties?: AuthorizedParties | undefined;
  /** Audiences of which a token with an `aud` has to name one. @default any */
  readonly audience?: string | readonly string[] | undefined;
  /** How far the clocks may differ, in milliseconds. @default 5_000 */
  readonly clockSkew?: number | undefined;
  /**
   * Whether a session that still has a task to do, such as a second factor to set up, is refused as `session-pending`.
   * @default true, as in Clerk's own helpers
   */
  readonly treatPendingAsSignedOut?: boolean | undefined;
}

/** The same in the SDK's words. */
export interface SdkTokenOptions {
  authorizedParties?: string[];
  audience?: string | string[];
  clockSkewInMs?: number;
}

const isAudience = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isAudience) : typeof value === 'string' && value !== '';

/** The shapes of {@link TokenOptions}. */
export const TOKEN_FIELDS: {
  readonly [Name in keyof Required<TokenOptions>]: Shape<TokenOptions[Name]> & { readonly isOptional: true };
} = /* @__PURE__ */ Object.freeze({
  authorizedParties: shape.optional(partiesShape),
  audience: shape.optional(shape.custom<string | readonly string[]>(isAudience, 'an audience, or a list of them')),
  clockSkew: shape.optional(
    shape.number({ min: 0, max: 86_400_000, expected: 'a number of milliseconds up to a day' }),
  ),
  treatPendingAsSignedOut: shape.optional(shape.boolean()),
});

const OPTIONS = /* @__PURE__ */ shape.object(TOKEN_FIELDS);

/** The reason for a session that has something left to do. */
export const PENDING = 'session-pending';

/**
 * Translates what the SDK verifies of {@link TokenOptions}. Whose tokens are taken has to be said: without it the SDK takes
 * those of every site of the instance.
 */
export function toSdkTokenOptions(
  given: TokenOptions,
  fallback: AuthorizedParties | undefined,
  operation: string,
): SdkTokenOptions {
  const parsed = parseShape(given, OPTIONS, { path: 'options', service: 'clerk', operation });
  const { audience, clockSkew, authorizedParties: parties = fallback } = parsed;
  if (parties === undefined) {
    const expected = "given here or to createClerk: the origins of your application, or 'any'";
    const issue = { path: 'options.authorizedParties', expected, received: 'undefined' };
    throw createInputError([issue], { service: 'clerk', operation });
  }
  return {
    ...(parties !== 'any' && { authorizedParties: [...parties] }),
    ...(audience !== undefined && { audience: typeof audience === 'string' ? audience : [...audience] }),
    ...(clockSkew !== undefined && { clockSkewInMs: clockSkew }),
  };
}
