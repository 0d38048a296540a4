import { type Shape, shape, unprinted } from '@breakwater/core';

/** Why SendGrid does not send to an address any more, apart from unsubscribing. */
export type SuppressionKind = 'bounces' | 'blocks' | 'spamReports' | 'invalidEmails';

/** The route of each kind. */
export const SUPPRESSION_ROUTES: Readonly<Record<SuppressionKind, string>> = {
  bounces: '/v3/suppression/bounces',
  blocks: '/v3/suppression/blocks',
  spamReports: '/v3/suppression/spam_reports',
  invalidEmails: '/v3/suppression/invalid_emails',
};

/** What a kind has to be. */
export const suppressionKindShape: Shape<SuppressionKind> = /* @__PURE__ */ unprinted(
  shape.oneOf(['bounces', 'blocks', 'spamReports', 'invalidEmails']),
);
