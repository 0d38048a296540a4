import { createStandardScheme, type StandardScheme, standardV1 } from '@breakwater/core/webhooks';

/**
 * How Clerk signs: with Svix, so HMAC-SHA256 over id, time and body, as base64 in a list, with what is base64 after
 * `whsec_` as the key. Only `svix-*` headers count. Read in `webhooks.js` of @clerk/backend 3.25.0.
 */
export const clerkScheme: StandardScheme = /* @__PURE__ */ createStandardScheme({
  name: 'clerk',
  prefixes: ['svix'],
  versions: [standardV1],
});
