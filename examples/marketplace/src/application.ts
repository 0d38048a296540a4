import { isIntegrationError } from '@breakwater/core';
import { createWebhookWorker, type WebhookHandler, type WebhookWorker } from '@breakwater/core/webhooks';
import { createBookings } from './bookings.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Mails } from './messages/mails.ts';
import type { Texts } from './messages/texts.ts';
import type { Payments } from './payments/payments.ts';
import type { People } from './people/people.ts';
import type { Route, Routes, Visitor } from './route.ts';

/** What the application is made of: a part for each vendor. */
export interface ApplicationParts {
  readonly people: People;
  readonly catalog: Catalog;
  readonly payments: Payments;
  readonly mails: Mails;
  readonly texts: Texts;
}

/** The marketplace: its pages, the routes of its webhooks, and the worker that handles what these have stored. */
export interface Application {
  handle(request: Request): Promise<Response>;
  readonly worker: WebhookWorker;
}

/** Puts the parts together. */
export function createApplication({ people, catalog, payments, mails, texts }: ApplicationParts): Application {
  const webhooks: Readonly<Record<string, WebhookHandler>> = {
    '/webhooks/clerk': people.webhooks,
    '/webhooks/stripe': payments.webhooks,
    '/webhooks/sendgrid': mails.webhooks,
    '/webhooks/twilio': texts.webhooks,
  };
  const routes: Routes = {
    ...catalog.routes,
    ...payments.routes,
    ...createBookings({ catalog, payments, mails, texts }),
  };
  return {
    worker: createWebhookWorker({ handlers: Object.values(webhooks) }),
    async handle(request) {
      const { pathname } = new URL(request.url);
      const webhook = webhooks[pathname];
      if (webhook !== undefined) return await webhook(request);
      const route = routes[pathname];
      if (route === undefined || request.method !== 'POST')
        return Response.json({ error: 'not found' }, { status: 404 });
      try {
        const visitor = await people.identify(request);
        return visitor instanceof Response ? visitor : await answer(route, request, visitor);
      } catch (error) {
        if (!isIntegrationError(error)) throw error;
        const { code, outcome, service } = error;
        return Response.json({ error: code, outcome, service }, { status: error.code === 'VALIDATION' ? 400 : 502 });
      }
    },
  };
}

async function answer(route: Route, request: Request, visitor: Visitor): Promise<Response> {
  const answered = await route((await request.json()) as never, visitor);
  return answered instanceof Response ? answered : Response.json(answered);
}
