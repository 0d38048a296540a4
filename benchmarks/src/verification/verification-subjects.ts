import {
  ownClerk,
  ownCloudinary,
  ownGithub,
  ownSendgrid,
  ownStandard,
  ownStandardV1a,
  ownStripe,
  ownTwilio,
} from './own-verifications.ts';
import { rawEcdsa, rawEd25519, rawHmac, rawSha1, rawTwilio } from './raw-verifications.ts';
import type { Prepare } from './signed-body.ts';
import {
  clerk,
  cloudinary,
  octokit,
  sendgrid,
  standardwebhooks,
  stripeConstructEvent,
  stripeVerifyHeader,
  svix,
  twilio,
} from './vendor-verifications.ts';

/** Verifiers that are measured beside the bare primitive, which is the first of each group. */
export const verificationGroups: Readonly<Record<string, Readonly<Record<string, Prepare>>>> = {
  'HMAC-SHA256': {
    'raw createHmac with KeyObject, timingSafeEqual': rawHmac,
    'Breakwater stripe, the check': ownStripe.check,
    'Breakwater stripe, verifyWebhook': ownStripe.whole,
    'stripe verifyHeader': stripeVerifyHeader,
    'stripe constructEvent': stripeConstructEvent,
    'Breakwater standardWebhook, the check': ownStandard.check,
    'Breakwater standardWebhook, verifyWebhook': ownStandard.whole,
    standardwebhooks,
    svix,
    'Breakwater clerk, the check': ownClerk.check,
    'Breakwater clerk, verifyWebhook': ownClerk.whole,
    '@clerk/backend verifyWebhook': clerk,
    'Breakwater githubWebhook, the check': ownGithub.check,
    'Breakwater githubWebhook, verifyWebhook': ownGithub.whole,
    '@octokit/webhooks-methods': octokit,
  },
  'SHA-1 of body and secret': {
    'raw createHash, timingSafeEqual': rawSha1,
    'Breakwater cloudinary, the check': ownCloudinary.check,
    'Breakwater cloudinary, verifyWebhook': ownCloudinary.whole,
    cloudinary,
  },
  'HMAC-SHA1 of the URL, with the SHA-256 of the body in it': {
    'raw createHmac and createHash': rawTwilio,
    'Breakwater twilio, the check': ownTwilio.check,
    'Breakwater twilio, verifyWebhook': ownTwilio.whole,
    'twilio validateRequestWithBody': twilio,
  },
  'ECDSA over P-256': {
    'raw crypto.verify with KeyObject': rawEcdsa,
    'Breakwater sendgrid, the check': ownSendgrid.check,
    'Breakwater sendgrid, verifyWebhook': ownSendgrid.whole,
    '@sendgrid/eventwebhook': sendgrid,
  },
  ed25519: {
    'raw crypto.verify with KeyObject': rawEd25519,
    'Breakwater standardWebhook v1a, the check': ownStandardV1a.check,
    'Breakwater standardWebhook v1a, verifyWebhook': ownStandardV1a.whole,
  },
};
