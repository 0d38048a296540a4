import { IntegrationError, parseShape, shape } from '@breakwater/core';
import { assertFeature, type TwilioFeatures } from '../../features.js';
import type { TwilioModule } from '../../load-client.js';
import { roomNameShape } from './create-room.js';

/** Input of `video.createToken`. */
export interface CreateVideoTokenInput {
  /** Who joins: told to the others in the room. */
  readonly identity: string;
  /** The only room that the token opens: its name, or `RM...`. */
  readonly room: string;
  /** Milliseconds for which it is good, from 1 minute to 24 hours. @default 1 hour */
  readonly lifetime?: number | undefined;
}

/** A token for the browser of one person. */
export interface VideoToken {
  readonly token: string;
  /** In milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What tokens are made with. Not the auth token: Twilio takes API keys only. */
export interface VideoTokenParts {
  readonly accountSid: string;
  readonly apiKey: string | undefined;
  readonly apiSecret: string | undefined;
  readonly features: TwilioFeatures;
  readonly loadSdk: () => Promise<TwilioModule['default']>;
}

const OPERATION = { service: 'twilio', operation: 'video.createToken' } as const;
const HOUR = 3_600_000;

const INPUT = /* @__PURE__ */ shape.object({
  identity: shape.secret({ pattern: /^[^\p{Cc}]+$/u, maxLength: 128, expected: 'a name of at most 128 characters' }),
  room: roomNameShape,
  lifetime: shape.optional(
    shape.number({ min: 60_000, max: 24 * HOUR, expected: `a number of milliseconds from 60000 to ${24 * HOUR}` }),
  ),
});

/**
 * Makes a token that opens one room. Nothing is sent: the SDK signs it with the API key.
 *
 * @returns a function that throws IntegrationError `CONFIGURATION` without an API key
 */
export function createVideoTokens(parts: VideoTokenParts): (input: CreateVideoTokenInput) => Promise<VideoToken> {
  const { accountSid, apiKey, apiSecret } = parts;
  return async (given) => {
    assertFeature(parts.features, 'video', OPERATION.operation);
    const { identity, room, lifetime = HOUR } = parseShape(given, INPUT, { path: 'input', ...OPERATION });
    if (apiKey === undefined || apiSecret === undefined) {
      const message =
        'twilio video.createToken: tokens are signed with an API key: give createTwilio `apiKey` and `apiSecret`';
      throw new IntegrationError({ ...OPERATION, code: 'CONFIGURATION', message });
    }
    const { AccessToken } = (await parts.loadSdk()).jwt;
    const access = new AccessToken(accountSid, apiKey, apiSecret, { identity, ttl: Math.ceil(lifetime / 1_000) });
    access.addGrant(new AccessToken.VideoGrant({ room }));
    const token = access.toJwt();
    return { token, expiresAt: readExpiry(token) };
  };
}

/** When the token says that it expires: the SDK asks the machine for the time, and not our clock. */
function readExpiry(token: string): number {
  const [, payload = ''] = token.split('.');
  const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  const { exp } = JSON.parse(text) as { readonly exp: number };
  return exp * 1_000;
}
