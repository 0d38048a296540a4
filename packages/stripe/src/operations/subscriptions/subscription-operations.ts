import type { Operation } from '../bind-operation.js';
import {
  type CancelSubscriptionInput,
  type CancelSubscriptionResult,
  cancelSubscription,
} from './cancel-subscription.js';
import {
  type CreateSubscriptionInput,
  type CreateSubscriptionResult,
  createSubscription,
} from './create-subscription.js';
import {
  type MigrateSubscriptionInput,
  type MigrateSubscriptionResult,
  migrateSubscription,
} from './migrate-subscription.js';
import {
  createMigrationOperations,
  type MigrationHost,
  type MigrationOperations,
} from './migration/migration-operations.js';
import { type PauseSubscriptionInput, type PauseSubscriptionResult, pauseSubscription } from './pause-subscription.js';
import { type PreviewUpgradeResult, previewUpgrade } from './preview-upgrade.js';
import {
  type ReactivateSubscriptionInput,
  type ReactivateSubscriptionResult,
  reactivateSubscription,
} from './reactivate-subscription.js';
import {
  type ResumeSubscriptionInput,
  type ResumeSubscriptionResult,
  resumeSubscription,
} from './resume-subscription.js';
import type { SubscriptionChange } from './subscription-change.js';
import {
  type UpgradeSubscriptionInput,
  type UpgradeSubscriptionResult,
  upgradeSubscription,
} from './upgrade-subscription.js';

/** Curated operations on subscriptions. Each needs the feature `subscriptions`. */
export interface SubscriptionOperations extends MigrationOperations {
  /**
   * Starts a subscription that waits for its first payment. `next` says what the customer has to do, and holds the client
   * secret for it.
   */
  readonly create: Operation<CreateSubscriptionInput, CreateSubscriptionResult>;
  /** Moves a subscription to another price, prorated, once the difference is paid. */
  readonly upgrade: Operation<UpgradeSubscriptionInput, UpgradeSubscriptionResult>;
  /** Asks what an upgrade would cost, without making it. */
  readonly previewUpgrade: Operation<SubscriptionChange, PreviewUpgradeResult>;
  /** Ends a subscription at the end of the paid period, or now. Succeeds when it is canceled already. */
  readonly cancel: Operation<CancelSubscriptionInput, CancelSubscriptionResult>;
  /** Stops service and billing, or only the collection of payments. */
  readonly pause: Operation<PauseSubscriptionInput, PauseSubscriptionResult>;
  /** Ends a pause of either kind, and nothing else. `CONFLICT` for one that has ended. */
  readonly resume: Operation<ResumeSubscriptionInput, ResumeSubscriptionResult>;
  /** Moves a subscription to the flexible billing mode, for good. Succeeds when it has that already. */
  readonly migrate: Operation<MigrateSubscriptionInput, MigrateSubscriptionResult>;
  /** Undoes a scheduled cancellation, resumes a paused subscription; `CONFLICT` for one that has ended. */
  readonly reactivate: Operation<ReactivateSubscriptionInput, ReactivateSubscriptionResult>;
}

/** Binds the operations of this group. */
export function createSubscriptionOperations(host: MigrationHost): SubscriptionOperations {
  const { bind } = host;
  return Object.freeze({
    create: bind(createSubscription),
    upgrade: bind(upgradeSubscription),
    previewUpgrade: bind(previewUpgrade),
    cancel: bind(cancelSubscription),
    pause: bind(pauseSubscription),
    resume: bind(resumeSubscription),
    migrate: bind(migrateSubscription),
    reactivate: bind(reactivateSubscription),
    ...createMigrationOperations(host),
  });
}
