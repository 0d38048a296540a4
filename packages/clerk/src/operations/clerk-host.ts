import { type Integration, IntegrationError, isIntegrationError, type ParseShapeContext } from '@breakwater/core';
import type { ClerkClient } from '@clerk/backend';
import type { ClerkFeature, ClerkFeatures } from '../features.js';

/** What operations are bound to. */
export interface ClerkHost {
  readonly run: Integration<ClerkClient, 'clerk'>['run'];
  readonly client: () => Promise<ClerkClient>;
  readonly features: ClerkFeatures;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Throws `FEATURE_DISABLED` when a part is switched off. */
export function assertFeature(
  feature: ClerkFeature,
  operation: string,
  { features }: Pick<ClerkHost, 'features'>,
): void {
  if (features[feature]) return;
  throw new IntegrationError({
    code: 'FEATURE_DISABLED',
    service: 'clerk',
    operation,
    message: `clerk ${operation}: the feature \`${feature}\` is switched off in createClerk({ features })`,
  });
}

/** Where the input of an operation is checked. */
export const inputOf = (operation: string): ParseShapeContext => ({ path: 'input', service: 'clerk', operation });

/** Whether Clerk itself said that there is no such thing. A page of something between says nothing of the kind. */
export const isAbsent = (error: unknown): boolean =>
  isIntegrationError(error) && error.code === 'NOT_FOUND' && error.vendorCode === 'resource_not_found';

/** How far Clerk's clock may be behind ours, when it is asked whether something was made by this call. */
const CLOCK_TOLERANCE = 300_000;

/** Whether something was made since a call began. */
export const isMadeSince = (createdAt: number, startedAt: number): boolean => createdAt >= startedAt - CLOCK_TOLERANCE;
