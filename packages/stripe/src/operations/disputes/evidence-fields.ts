import type Stripe from 'stripe';

/** Evidence on a dispute, under Stripe's own names. What networks ask beyond (`appeal`, `enhanced_evidence`) is the client's. */
export type DisputeEvidence = Omit<Stripe.DisputeUpdateParams.Evidence, 'appeal' | 'enhanced_evidence'>;

/** The name of one piece of evidence. */
export type EvidenceField = keyof DisputeEvidence;

/** Each piece of evidence: a text, or the id of a file that was uploaded. Read in Disputes.d.ts of stripe@23.1.0. */
const KINDS: Readonly<Record<EvidenceField, 'text' | 'file'>> = {
  access_activity_log: 'text',
  billing_address: 'text',
  cancellation_policy: 'file',
  cancellation_policy_disclosure: 'text',
  cancellation_rebuttal: 'text',
  customer_communication: 'file',
  customer_email_address: 'text',
  customer_name: 'text',
  customer_purchase_ip: 'text',
  customer_signature: 'file',
  duplicate_charge_documentation: 'file',
  duplicate_charge_explanation: 'text',
  duplicate_charge_id: 'text',
  product_description: 'text',
  receipt: 'file',
  refund_policy: 'file',
  refund_policy_disclosure: 'text',
  refund_refusal_explanation: 'text',
  service_date: 'text',
  service_documentation: 'file',
  shipping_address: 'text',
  shipping_carrier: 'text',
  shipping_date: 'text',
  shipping_documentation: 'file',
  shipping_tracking_number: 'text',
  uncategorized_file: 'file',
  uncategorized_text: 'text',
};

/** The names of all evidence. */
export const EVIDENCE_FIELDS: readonly EvidenceField[] = /* @__PURE__ */ Object.keys(KINDS) as EvidenceField[];

/** Whether a piece of evidence is the id of a file. */
export function isFileField(field: EvidenceField): boolean {
  return KINDS[field] === 'file';
}

/** Characters that one text may have. Source: as above. */
export const LONGEST_TEXT = 20_000;

/** Characters that all of a dispute's evidence may have together. Source: as above. */
export const LONGEST_EVIDENCE = 150_000;
