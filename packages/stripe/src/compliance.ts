/** Rules that hold for everything that passes through the integration. */
export interface StripeCompliance {
  /**
   * Refuse every request that carries something that looks like a card number, in curated operations and in bare client
   * calls alike, so that your servers stay out of the scope of PCI DSS.
   * @default true
   */
  readonly pciCompliant: boolean;
  /** Days for which received webhooks are kept: what `retention.purge(inbox)` deletes by. @default 90 */
  readonly dataRetention: number;
}

/** The rules that `createStripe` starts from. */
export const DEFAULT_COMPLIANCE: StripeCompliance = /* @__PURE__ */ Object.freeze({
  pciCompliant: true,
  dataRetention: 90,
});
