import { EVIDENCE_FIELDS, LONGEST_EVIDENCE } from '../../operations/disputes/evidence-fields.js';
import { expand, metadataInput, pagination, timeRange } from '../api/common-parameters.js';
import { type Operation, operation } from '../api/operation.js';
import { inTimeRange, paginate } from '../api/paginate.js';
import { flag, nonEmpty } from '../api/parameter-kinds.js';
import { invalidRequest } from '../api/stripe-api-error.js';
import { change, mergeMetadata } from '../state/change.js';
import { evidence, submissionMethod } from './dispute-evidence.js';
import { decideDispute, needsResponse } from './new-dispute.js';

/** What decides a dispute of a test payment. Source: https://docs.stripe.com/testing#evidence-for-testing */
const verdicts: Readonly<Record<string, 'won' | 'lost'>> = { winning_evidence: 'won', losing_evidence: 'lost' };

export const disputeOperations: readonly Operation[] = [
  operation('GET /v1/disputes/{dispute}', 'dispute', { expand }, ({ state, id }) => state.disputes.require(id)),
  operation(
    'GET /v1/disputes',
    'list:dispute',
    { ...pagination, charge: nonEmpty(), created: timeRange, payment_intent: nonEmpty() },
    ({ state, parameters }) => {
      const { charge, created, payment_intent: intent } = parameters;
      const found = state.disputes
        .newestFirst()
        .filter(
          (dispute) =>
            inTimeRange(dispute.created, created) &&
            (charge === undefined || dispute.charge === charge) &&
            (intent === undefined || dispute.payment_intent === intent),
        );
      return paginate(found, parameters, '/v1/disputes', 'dispute');
    },
  ),
  operation(
    'POST /v1/disputes/{dispute}',
    'dispute',
    {
      expand,
      evidence,
      intended_submission_method: submissionMethod,
      metadata: metadataInput,
      submit: flag(),
    },
    ({ state, id, parameters }) => {
      const dispute = state.disputes.require(id);
      const given = parameters.evidence;
      const submits = parameters.submit ?? given !== undefined;
      if ((submits || given !== undefined) && !needsResponse(dispute.status)) {
        throw invalidRequest(`This dispute is ${dispute.status}: it takes no evidence.`);
      }
      const { due_by: dueBy } = dispute.evidence_details;
      if (submits && (dueBy === null || dueBy === 0)) throw invalidRequest('This dispute takes no response.');
      const merged = { ...dispute.evidence };
      for (const name of EVIDENCE_FIELDS) {
        const value = given?.[name];
        if (value !== undefined) merged[name] = value || null;
      }
      const length = Object.values(merged).reduce<number>(
        (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
        0,
      );
      if (length > LONGEST_EVIDENCE) throw invalidRequest('The evidence is too long.', { param: 'evidence' });
      change(state, dispute, 'charge.dispute.updated', (it) => {
        it.metadata = mergeMetadata(it.metadata, parameters.metadata);
        it.evidence = merged;
        const { evidence_details: details } = it;
        details.has_evidence = Object.values(merged).some((value) => typeof value === 'string');
        if (!submits) return;
        details.submission_count += 1;
        details.submission_method = 'manual';
        details.past_due = state.now() > (dueBy ?? 0);
        it.status = it.status === 'needs_response' ? 'under_review' : 'warning_under_review';
      });
      const verdict = submits ? verdicts[merged.uncategorized_text ?? ''] : undefined;
      if (verdict !== undefined) decideDispute(state, dispute, verdict);
      return dispute;
    },
  ),
  operation('POST /v1/disputes/{dispute}/close', 'dispute', { expand }, ({ state, id }) => {
    const dispute = state.disputes.require(id);
    if (!needsResponse(dispute.status)) throw invalidRequest(`This dispute is ${dispute.status}: it cannot be closed.`);
    decideDispute(state, dispute, 'lost');
    return dispute;
  }),
];
