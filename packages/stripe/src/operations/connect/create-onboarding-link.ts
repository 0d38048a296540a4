import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import { urlShape } from '../../url-shape.js';
import type { OperationDefinition } from '../bind-operation.js';
import { toMilliseconds } from '../epoch.js';

/** Input of `connect.createOnboardingLink`. */
export interface CreateOnboardingLinkInput {
  /** The connected account, `acct_...`. */
  readonly accountId: string;
  /** Where the user lands when the link is used up or expired. That page makes a new link and sends them there. */
  readonly refreshUrl: string;
  /** Where the user lands afterwards. It does not mean that they have finished: ask for the account, or wait for `account.updated`. */
  readonly returnUrl: string;
  /** `account_update` is for accounts whose requirements the platform collects. @default 'account_onboarding' */
  readonly type?: 'account_onboarding' | 'account_update' | undefined;
  /** Ask for what is due now, or for all that will be due as well. @default 'currently_due' */
  readonly collect?: 'currently_due' | 'eventually_due' | undefined;
}

/** Result of `connect.createOnboardingLink`. */
export interface OnboardingLink {
  /** Single use, and it logs the user in: redirect to it at once, never send it by mail. */
  readonly url: string;
  /** A few minutes away, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

const INPUT: Shape<CreateOnboardingLinkInput> = /* @__PURE__ */ shape.object({
  accountId: identifierShape('account'),
  refreshUrl: urlShape,
  returnUrl: urlShape,
  type: shape.optional(shape.oneOf(['account_onboarding', 'account_update'])),
  collect: shape.optional(shape.oneOf(['currently_due', 'eventually_due'])),
});

/** Makes the link under which the owner of a connected account gives Stripe their details. */
export const createOnboardingLink: OperationDefinition<CreateOnboardingLinkInput, OnboardingLink> = {
  name: 'connect.createOnboardingLink',
  features: ['connect'],
  input: INPUT,
  call: async (client, input, context) => {
    const link = await client.accountLinks.create(
      withoutUndefined({
        account: input.accountId,
        type: input.type ?? 'account_onboarding',
        refresh_url: input.refreshUrl,
        return_url: input.returnUrl,
        collection_options: input.collect === undefined ? undefined : { fields: input.collect },
      }),
      { idempotencyKey: context.idempotencyKey },
    );
    return { url: link.url, expiresAt: toMilliseconds(link.expires_at) };
  },
};
