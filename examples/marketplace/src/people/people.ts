import { type ClerkIntegration, createClerk } from '@breakwater/clerk';
import { clerkWebhook } from '@breakwater/clerk/webhooks';
import type { Telemetry } from '@breakwater/core';
import { createWebhookHandler, type WebhookHandler } from '@breakwater/core/webhooks';
import type { Visitor } from '../route.ts';
import type { Store } from '../store/open-store.ts';
import { createPermissions } from './permissions.ts';

/** The people of the marketplace: Clerk knows who they are, and a table of ours what they may do. */
export interface People {
  readonly clerk: ClerkIntegration;
  readonly webhooks: WebhookHandler;
  /** Who a request comes from; a response for somebody who is not signed in. */
  identify(request: Request): Promise<Visitor | Response>;
}

/** What {@link createPeople} needs. */
export interface PeopleOptions {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  readonly baseUrl: string;
  readonly store: Store;
  readonly telemetry: readonly Telemetry[];
}

/** Makes {@link People}. */
export function createPeople(options: PeopleOptions): People {
  const { secretKey, publishableKey, baseUrl, store, telemetry } = options;
  const permissions = createPermissions(store);
  const clerk = createClerk({
    secretKey,
    publishableKey,
    baseUrl,
    authorizedParties: ['https://app.example'],
    permissionStore: permissions,
    telemetry,
    errorHandling: {
      retryPolicy: { maxRetries: 1, baseDelay: 50 },
      // Few calls a second: it is a row of failures that opens the circuit, and no percentage.
      circuitBreaker: { failureStreak: 4, minimumCalls: 1_000 },
    },
  });

  /** Events come late, twice and out of order: they only say whom to ask about. */
  const sync = async (event: {
    readonly data: {
      readonly organization: { readonly id: string };
      readonly public_user_data: { readonly user_id: string };
    };
  }): Promise<void> => {
    await clerk.syncPermissions(event.data.public_user_data.user_id, event.data.organization.id);
  };
  const webhooks = createWebhookHandler({
    source: clerkWebhook({ secrets: [options.webhookSecret] }),
    inbox: store.inbox,
    telemetry,
    // Clerk may be away for longer than a few attempts take.
    retryPolicy: { baseDelay: 100, maxDelay: 500, maxRetries: 100 },
    on: {
      'organizationMembership.created': sync,
      'organizationMembership.updated': sync,
      'organizationMembership.deleted': sync,
    },
  });

  return {
    clerk,
    webhooks,
    async identify(request) {
      const visitor = await clerk.authenticate(request);
      if (visitor.status !== 'signed_in') return Response.json({ error: visitor.reason }, { status: 401 });
      const { userId, organization } = visitor;
      return {
        userId,
        may: (permission) => organization !== undefined && permissions.may(userId, organization.id, permission),
      };
    },
  };
}
