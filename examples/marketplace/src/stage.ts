import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRedactor } from '@breakwater/core';
import { toNodeListener } from '@breakwater/core/node';
import { type Application, type ApplicationParts, createApplication } from './application.ts';
import { createCatalog } from './catalog/catalog.ts';
import { createMails, type MailsOptions } from './messages/mails.ts';
import { createTexts } from './messages/texts.ts';
import { createPayments } from './payments/payments.ts';
import { createPeople } from './people/people.ts';
import { SECRETS } from './secrets.ts';
import { openStore, type Store } from './store/open-store.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { serveVendors, type Vendors } from './vendors.ts';
import { createWatch, type Watch } from './watch.ts';

/** Somebody in front of a browser, in which Clerk's script keeps a session token. */
export interface Person {
  readonly name: string;
  readonly token: string;
}

/** Everything that the story is played with. */
export interface Stage extends ApplicationParts {
  readonly vendors: Vendors;
  readonly store: Store;
  readonly timeline: Timeline;
  readonly watch: Watch;
  /** Asks the application for a page. */
  visit(person: Person, path: string, body: object): Promise<Readonly<Record<string, string>>>;
  /** Resolves when the vendors have sent their webhooks, and the worker has handled them. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What a stage is set up with. */
export interface StageOptions extends Pick<MailsOptions, 'beforeApplying'> {
  readonly print: (line: string) => void;
}

/** A client secret belongs in the customer's browser, and in no log. */
const redact = createRedactor();

/** Starts the vendors and the application, which speak over HTTP on loopback. */
export async function setStage({ print, beforeApplying }: StageOptions): Promise<Stage> {
  const timeline = createTimeline(print);
  const watch = createWatch();
  // The vendors have to know where the application is, and it has to know where they are.
  const opened: { application?: Application } = {};
  const server = createServer(
    toNodeListener(
      async (request) => (await opened.application?.handle(request)) ?? new Response(null, { status: 503 }),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const vendors = await serveVendors(home);
  const { urls, clerk } = vendors;

  const store = await openStore();
  const common = { store, telemetry: [timeline, watch] };
  const { publishableKey } = clerk;
  const parts: ApplicationParts = {
    people: createPeople({ ...SECRETS.clerk, publishableKey, baseUrl: urls.clerk, ...common }),
    catalog: createCatalog({ ...SECRETS.algolia, hosts: urls.algolia, ...common }),
    payments: createPayments({ ...SECRETS.stripe, baseUrl: urls.stripe, ...common }),
    mails: createMails({ ...SECRETS.sendgrid, baseUrl: urls.sendgrid, beforeApplying, ...common }),
    texts: createTexts({
      ...SECRETS.twilio,
      baseUrl: urls.twilio,
      statusCallback: `${home}/webhooks/twilio`,
      ...common,
    }),
  };
  const application = createApplication(parts);
  opened.application = application;
  const { worker } = application;
  worker.start();

  return {
    ...parts,
    vendors,
    store,
    timeline,
    watch,
    async visit({ name, token }, path, body) {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(home + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const answer = (await response.json()) as Record<string, string>;
      timeline.say(name, `${path} -> ${response.status} ${redact(JSON.stringify(answer))}`);
      return answer;
    },
    async settle() {
      await vendors.flush();
      await watch.settled();
    },
    async close() {
      await worker.stop();
      const { people, catalog, payments, mails, texts } = parts;
      await Promise.all([people.clerk, catalog.algolia, payments.stripe, mails, texts].map((part) => part.close()));
      await vendors.close();
      server.close();
      server.closeAllConnections();
      await store.close();
    },
  };
}
