import {
  createCallContext,
  createIntegration,
  createPolicy,
  createSleep,
  createTransport,
  type Integration,
  systemClock,
} from '@breakwater/core';
import type { Twilio } from 'twilio';
import { classifyError } from './classify-error.js';
import { classifyResponse } from './classify-response.js';
import type { TwilioFeatures } from './features.js';
import { isIdempotent } from './is-idempotent.js';
import { createSdkClient, loadSdk, type TwilioModule } from './load-client.js';
import { createDescriber } from './messages/create-describer.js';
import type { NoTemplates, TextTemplates } from './messages/text-template.js';
import type { OperationHost } from './operations/bind-operation.js';
import {
  type ContentTemplateOperations,
  createContentTemplateOperations,
} from './operations/content/content-operations.js';
import {
  type AnyMessageOperations,
  createMessageOperations,
  type MessageOperations,
} from './operations/messages/message-operations.js';
import { createRecentIds } from './operations/recent-ids.js';
import {
  createMessagingServiceOperations,
  type MessagingServiceOperations,
} from './operations/services/ensure-messaging-service.js';
import { createVerifyOperations, type VerifyOperations } from './operations/verify/verify-operations.js';
import { createVideoOperations, type VideoOperations } from './operations/video/video-operations.js';
import { createVoiceOperations, type VoiceOperations } from './operations/voice/voice-operations.js';
import type { ResolvedTwilioOptions, TwilioOptions } from './options.js';
import { toBase64 } from './policy-http-client.js';
import { createTwilioRedactor } from './redact.js';
import { resolveOptions } from './resolve-options.js';
import { TWILIO_ROUTES } from './routes.js';

/** What all integrations with Twilio have in common: write it where any is taken, whichever text templates it has. */
export interface AnyTwilio extends Integration<Twilio, 'twilio'> {
  readonly sms: AnyMessageOperations;
  readonly whatsapp: AnyMessageOperations;
  readonly voice: VoiceOperations;
  readonly verify: VerifyOperations;
  readonly video: VideoOperations;
  readonly messagingServices: MessagingServiceOperations;
  readonly contentTemplates: ContentTemplateOperations;
  readonly features: TwilioFeatures;
}

/** Twilio under one policy. Every member can be destructured: nothing depends on `this`. */
export interface TwilioIntegration<Templates extends TextTemplates = NoTemplates> extends AnyTwilio {
  readonly sms: MessageOperations<Templates>;
  readonly whatsapp: MessageOperations<Templates>;
}

/**
 * Makes an integration with Twilio. Nothing is loaded and nothing is sent before it is used.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 * @example
 * ```ts
 * import { createTwilio } from '@breakwater/twilio';
 *
 * const twilio = createTwilio({
 *   accountSid: 'AC00000000000000000000000000000000',
 *   authToken: process.env.TWILIO_AUTH_TOKEN ?? '',
 *   fromPhoneNumber: '+14155550100',
 * });
 * const { messageSid } = await twilio.sms.send({ to: '+14155552671', body: 'Your table is ready.' });
 * console.log(messageSid);
 * ```
 */
export function createTwilio<const Templates extends TextTemplates = NoTemplates>(
  options: TwilioOptions<Templates>,
): TwilioIntegration<Templates> {
  const { options: resolved, definition } = resolveOptions(options);
  const { clock = systemClock, random, telemetry, features } = resolved;
  const context = createCallContext();
  const redact = createTwilioRedactor(toSecrets(resolved));
  const { errorHandling, rateLimiting } = definition;
  const policy = createPolicy('twilio', { ...errorHandling, rateLimiting }, { clock, random, telemetry, redact });
  const transport = createTransport(policy, {
    context,
    clock,
    redact,
    fetch: resolved.fetch,
    routes: TWILIO_ROUTES,
    isIdempotent,
    classifyResponse,
  });
  let loading: Promise<TwilioModule['default']> | undefined;
  const sdk = (): Promise<TwilioModule['default']> => {
    loading ??= loadSdk(resolved.twilio, redact).catch((error: unknown) => {
      loading = undefined; // It may be there the next time.
      throw error;
    });
    return loading;
  };
  const integration = createIntegration({
    definition,
    policy,
    context,
    clock,
    telemetry,
    redact,
    load: async () => createSdkClient(await sdk(), resolved, transport),
    classifyError,
    // Which countries have numbers: nothing of the account's. The account itself would answer with its auth token.
    check: (client) => client.availablePhoneNumbers.page({ pageSize: 1 }),
  });
  const host: OperationHost = {
    run: integration.run,
    features,
    templates: resolved.templates ?? {},
    describe: createDescriber(resolved),
    defaults: toDefaults(resolved),
    now: () => clock.now(),
    sleep: createSleep(clock),
    redact,
    recentIds: createRecentIds(),
  };
  for (const [name, { text }] of Object.entries(host.templates)) host.describe(text, name);
  const { accountSid, apiKey, apiSecret } = resolved;
  return Object.freeze<TwilioIntegration<Templates>>({
    ...integration,
    sms: createMessageOperations<Templates>('sms', host),
    whatsapp: createMessageOperations<Templates>('whatsapp', host),
    voice: createVoiceOperations(host),
    verify: createVerifyOperations(host),
    video: createVideoOperations(host, { accountSid, apiKey, apiSecret, features, loadSdk: sdk }),
    messagingServices: createMessagingServiceOperations(host),
    contentTemplates: createContentTemplateOperations(host),
    features: Object.freeze(features),
  });
}

/** The credential in each form in which it could appear. */
function toSecrets({ accountSid, authToken, apiKey, apiSecret }: ResolvedTwilioOptions): readonly string[] {
  const secret = authToken ?? apiSecret ?? '';
  return [secret, toBase64(`${apiKey ?? accountSid}:${secret}`)];
}

function toDefaults(options: ResolvedTwilioOptions): OperationHost['defaults'] {
  const { fromPhoneNumber, messagingServiceSid, whatsappFrom, verifyServiceSid, statusCallback } = options;
  return { fromPhoneNumber, messagingServiceSid, whatsappFrom, verifyServiceSid, statusCallback };
}
