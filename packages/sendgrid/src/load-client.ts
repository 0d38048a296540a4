import { IntegrationError, type Redact, sanitizeCause } from '@breakwater/core';
import type { ResolvedSendGridOptions } from './options.js';
import { createPolicyAdapter } from './policy-adapter.js';
import type { SendGridClient, SendGridModule, SendGridRequest } from './sendgrid-client.js';

/** The SDK's API client, as far as it is used. Read in classes/client.js of @sendgrid/client@8.1.6. */
interface ApiClient {
  setApiKey(apiKey: string): void;
  setDefaultRequest(defaults: Readonly<Record<string, unknown>>): unknown;
  setImpersonateSubuser(subuser: string): void;
  request(data: SendGridRequest, callback?: unknown): ReturnType<SendGridClient['request']>;
}

/** The SDK's `MailService`, as far as it is used. Read in classes/mail-service.js of @sendgrid/mail@8.1.6. */
interface MailService {
  readonly client: ApiClient;
  setClient(client: ApiClient): unknown;
}

/**
 * Loads the SDK and builds its client with our transport inside. Each integration has a client of its own: the singletons
 * that the SDK's modules export belong to the application, and are not touched.
 *
 * - The adapter is ours, so that axios's own timeouts, redirects and proxies have no part in it.
 * - `setApiKey` sets the base URL back to SendGrid's, so it comes first.
 */
export async function loadClient(
  options: ResolvedSendGridOptions,
  baseUrl: string,
  transport: typeof globalThis.fetch,
  redact: Redact,
): Promise<SendGridClient> {
  const MailService = await loadMailService(options.sendgrid ?? (() => import('@sendgrid/mail')), redact);
  const mail = new MailService();
  const api = mail.client;
  api.setApiKey(options.apiKey);
  // The SDK keeps the key in a plain property, which logging the client would show.
  Object.defineProperty(api, 'auth', { enumerable: false });
  api.setDefaultRequest({ baseUrl, adapter: createPolicyAdapter(transport) });
  if (options.subuser !== undefined) api.setImpersonateSubuser(options.subuser);
  mail.setClient(withoutMailHeaders(api));
  return Object.assign(mail, { request: api.request.bind(api) }) as unknown as SendGridClient;
}

/**
 * The client that the `MailService` sends with. The service makes the headers of a mail into headers of the HTTP request as
 * well, where an `Authorization` among them would take the place of the API key. They stay in the body, where they belong.
 */
function withoutMailHeaders(api: ApiClient): ApiClient {
  const request: ApiClient['request'] = (data, callback) =>
    data.url === '/v3/mail/send' ? api.request({ ...data, headers: {} }, callback) : api.request(data, callback);
  return new Proxy(api, {
    get(target, name) {
      if (name === 'request') return request;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

async function loadMailService(load: () => Promise<SendGridModule>, redact: Redact): Promise<new () => MailService> {
  let loaded: SendGridModule;
  try {
    loaded = await load();
  } catch (error) {
    throw createLoadError(
      'The package `@sendgrid/mail` could not be loaded: install it beside @breakwater/sendgrid',
      sanitizeCause(error, redact),
    );
  }
  const found = (loaded?.default as { readonly MailService?: unknown } | undefined)?.MailService;
  if (typeof found === 'function') return found as new () => MailService;
  throw createLoadError(
    'The option `sendgrid` has to give the module `@sendgrid/mail`, as `() => import("@sendgrid/mail")` does',
  );
}

function createLoadError(message: string, cause?: Error): IntegrationError {
  return new IntegrationError({ code: 'CONFIGURATION', service: 'sendgrid', operation: 'client', message, cause });
}
