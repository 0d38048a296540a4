import { isIntegrationError } from '@breakwater/core';
import type { MigratePricesInput, ResolvedMigrationOptions } from './migration-input.js';
import type { MigrationStep } from './migration-report.js';
import type { MigrationQuote } from './preview-move.js';

/** What a migration would do. */
export interface MigrationPreview {
  /** Each subscription that would be moved, with what it would cost. */
  readonly quotes: readonly MigrationQuote[];
  /** Those that would not be moved, and why: `failed` holds what Stripe says against the change. */
  readonly others: readonly MigrationStep[];
  /** What will be collected: the sum of `amountDue` of each currency, in minor units, without those whose collection is paused. */
  readonly amountDue: Readonly<Record<string, number>>;
  /**
   * Input for `subscriptions.migratePrices` that moves these subscriptions and no others, prorated by the moment of this
   * preview.
   * It is plain data, to be kept until somebody has agreed.
   */
  readonly plan: MigratePricesInput;
}

/** What a preview is made from. */
export interface PreviewParts {
  readonly input: MigratePricesInput & { readonly prorationDate: number };
  readonly options: ResolvedMigrationOptions;
  list(): Promise<readonly string[]>;
  price(subscriptionId: string): Promise<MigrationQuote | MigrationStep>;
}

/** Prices each move, so many at a time. Ends with the first failure that is not Stripe's word on one subscription. */
export async function createMigrationPreview({ input, options, list, price }: PreviewParts): Promise<MigrationPreview> {
  const ids = input.subscriptionIds ?? (await list());
  const results: (MigrationQuote | MigrationStep)[] = [];
  const next = ids.values();
  let isOver = false;
  const work = async (): Promise<void> => {
    for (const subscriptionId of next) {
      options.signal?.throwIfAborted();
      if (isOver) return;
      results.push(await priceOne(subscriptionId, price));
    }
  };
  const workers = Array.from({ length: Math.min(options.concurrency, ids.length) }, work);
  try {
    await Promise.all(workers);
  } finally {
    // The others finish what they ask, and ask no more.
    isOver = true;
  }
  const quotes: MigrationQuote[] = [];
  const others: MigrationStep[] = [];
  const amountDue: Record<string, number> = {};
  for (const result of results) {
    if ('outcome' in result) {
      others.push(result);
      continue;
    }
    quotes.push(result);
    if (result.paused === 'collection') continue;
    amountDue[result.currency] = (amountDue[result.currency] ?? 0) + result.amountDue;
  }
  return {
    quotes,
    others,
    amountDue,
    plan: { ...input, subscriptionIds: quotes.map((quote) => quote.subscriptionId) },
  };
}

/** What Stripe holds against one subscription. Everything else would hold for the next one too. */
const ABOUT_ONE: ReadonlySet<string> = /* @__PURE__ */ new Set(['VALIDATION', 'CONFLICT', 'NOT_FOUND']);

async function priceOne(subscriptionId: string, price: PreviewParts['price']): Promise<MigrationQuote | MigrationStep> {
  try {
    return await price(subscriptionId);
  } catch (error) {
    if (isIntegrationError(error) && ABOUT_ONE.has(error.code)) return { subscriptionId, outcome: 'failed', error };
    throw error;
  }
}
