import { defineIntegration, type ExternalServiceIntegration } from '@breakwater/core';

/**
 * The facts of Twilio, and the defaults that this adapter starts from.
 *
 * Twilio limits how many requests are under way at once, and does not publish the number (error 20429): concurrency adapts.
 * An attempt may take as long as in the SDK (30 s, read in base/RequestClient.js of twilio@6.2.0), because a message whose
 * answer was not waited for is not sent again.
 */
export const twilioDefinition: ExternalServiceIntegration<'twilio'> = /* @__PURE__ */ defineIntegration({
  name: 'twilio',
  version: '2010-04-01',
  baseUrl: 'https://api.twilio.com',
  authentication: { type: 'basic' },
  errorHandling: { circuitBreaker: { timeout: 30_000 }, deadline: 60_000 },
});
