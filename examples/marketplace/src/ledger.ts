/** What the application believes, as its own database would hold it. */
export interface Ledger {
  readonly payments: Map<string, { readonly customerId: string; amount: number; status: string; refunded: number }>;
  readonly subscriptions: Map<string, { status: string; priceId: string }>;
  /** Money from invoices, added up event by event: an event that is applied twice shows here. */
  invoiced: number;
  readonly appliedEvents: Map<string, number>;
}

/** An empty ledger. */
export function createLedger(): Ledger {
  return { payments: new Map(), subscriptions: new Map(), invoiced: 0, appliedEvents: new Map() };
}
