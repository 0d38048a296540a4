import { defineIntegration, type ExternalServiceIntegration } from '@breakwater/core';

/**
 * The facts of SendGrid, and the defaults that this adapter starts from.
 *
 * No rate is set: SendGrid counts for each endpoint and tells its limits in the answers (`X-RateLimit-*`), which are obeyed;
 * `POST /v3/mail/send` answers without them. Source: https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits
 */
export const sendGridDefinition: ExternalServiceIntegration<'sendgrid'> = /* @__PURE__ */ defineIntegration({
  name: 'sendgrid',
  version: 'v3',
  baseUrl: 'https://api.sendgrid.com',
  authentication: { type: 'bearer_token' },
});
