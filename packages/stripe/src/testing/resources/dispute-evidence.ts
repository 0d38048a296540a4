import type Stripe from 'stripe';
import { EVIDENCE_FIELDS, type EvidenceField, LONGEST_TEXT } from '../../operations/disputes/evidence-fields.js';
import type { Parameter } from '../api/parameter.js';
import { anything, clearable, flag, hash, ignored, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';

const appeal: Parameter<unknown> = ignored(
  clearable(
    hash({
      card: clearable(hash({ reason_for_filing: text(LONGEST_TEXT), supporting_files: clearable(list(nonEmpty())) })),
    }),
  ),
);

const enhancedEvidence: Parameter<unknown> = ignored(
  clearable(
    hash({
      mastercard_compliance: hash({ fee_acknowledged: flag() }),
      visa_compelling_evidence_3: hash({
        disputed_transaction: anything(),
        prior_undisputed_transactions: list(anything()),
      }),
      visa_compliance: hash({ fee_acknowledged: flag() }),
    }),
  ),
);

/** Evidence as it is sent. An empty text takes a piece away. */
export type EvidenceInput = { readonly [Name in EvidenceField]?: string | undefined };

/** The `evidence` of an update. */
export const evidence: Parameter<EvidenceInput> = hash({
  ...Object.fromEntries(EVIDENCE_FIELDS.map((name) => [name, text(LONGEST_TEXT)])),
  appeal,
  enhanced_evidence: enhancedEvidence,
}) as Parameter<EvidenceInput>;

/** How an account means to answer disputes. */
export const submissionMethod: Parameter<unknown> = ignored(
  oneOf('manual', 'prefer_manual', 'prefer_smart_disputes', 'smart_disputes'),
);

/** The evidence of a new dispute. */
export function noEvidence(): Stripe.Dispute.Evidence {
  const fields = Object.fromEntries(EVIDENCE_FIELDS.map((name) => [name, null])) as Record<EvidenceField, null>;
  return { ...fields, enhanced_evidence: {} };
}
