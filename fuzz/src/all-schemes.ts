import type { FuzzScheme } from './fuzz-scheme.ts';
import { calcom, github, sentry } from './schemes/body-mac.ts';
import { clerk } from './schemes/clerk.ts';
import { cloudinary } from './schemes/cloudinary.ts';
import { docusign } from './schemes/docusign.ts';
import { sendgrid } from './schemes/sendgrid.ts';
import { standard, svix } from './schemes/standard-v1.ts';
import { standardV1aFuzz } from './schemes/standard-v1a.ts';
import { stripe } from './schemes/stripe.ts';
import { twilio } from './schemes/twilio.ts';

/** A scheme whose samples are its own business. */
const anyScheme = <Sample>(scheme: FuzzScheme<Sample>): FuzzScheme => scheme as unknown as FuzzScheme;

/** Every scheme, in the order in which they are reported; the slow one last. */
export const allSchemes: readonly FuzzScheme[] = [
  anyScheme(stripe),
  anyScheme(standard),
  anyScheme(svix),
  anyScheme(clerk),
  anyScheme(standardV1aFuzz),
  anyScheme(github),
  anyScheme(twilio),
  anyScheme(cloudinary),
  anyScheme(calcom),
  anyScheme(docusign),
  anyScheme(sentry),
  anyScheme(sendgrid),
];
