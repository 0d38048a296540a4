import { type Issue, refineShape, type Shape, shape } from '@breakwater/core';
import type Stripe from 'stripe';
import { toId } from '../to-id.js';
import {
  type DisputeEvidence,
  EVIDENCE_FIELDS,
  isFileField,
  LONGEST_EVIDENCE,
  LONGEST_TEXT,
} from './evidence-fields.js';

const FILE = /* @__PURE__ */ shape.secret({
  pattern: /^file_\w{1,250}$/,
  expected: "the id of a file that was uploaded with the purpose 'dispute_evidence' (file_...)",
});

const TEXT = /* @__PURE__ */ shape.secret({
  maxLength: LONGEST_TEXT,
  expected: `a text of 1 to ${LONGEST_TEXT} characters`,
});

/** Evidence: known names, ids where files belong, and not more text than Stripe takes. */
export const evidenceShape: Shape<DisputeEvidence> = /* @__PURE__ */ refineShape(
  /* @__PURE__ */ shape.object(
    Object.fromEntries(EVIDENCE_FIELDS.map((name) => [name, shape.optional(isFileField(name) ? FILE : TEXT)])),
  ) as Shape<DisputeEvidence>,
  (evidence, path, issues) => checkLength(evidence, path, issues),
);

function checkLength(evidence: DisputeEvidence, path: string, issues: Issue[]): void {
  const texts = Object.values(evidence).filter((value) => typeof value === 'string');
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (texts.length === 0) issues.push({ path, expected: 'at least one piece of evidence', received: '{}' });
  if (length <= LONGEST_EVIDENCE) return;
  const expected = `at most ${LONGEST_EVIDENCE} characters in all texts together`;
  issues.push({ path, expected, received: `${length} characters` });
}

/** Whether a dispute holds this evidence already. */
export function holdsEvidence(dispute: Stripe.Dispute, evidence: DisputeEvidence): boolean {
  return EVIDENCE_FIELDS.every(
    (name) => evidence[name] === undefined || toId(dispute.evidence[name]) === evidence[name],
  );
}
