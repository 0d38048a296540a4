import { shape } from '@breakwater/core';
import { sidShape } from '../../sid.js';
import type { OperationDefinition } from '../bind-operation.js';
import { requireSid, requireWord } from '../described-answer.js';

/** Input of `contentTemplates.requestApproval`. */
export interface RequestApprovalInput {
  /** `HX...` */
  readonly contentSid: string;
  /** The name at WhatsApp: unique there, lower-case letters, digits and underscores. */
  readonly name: string;
  readonly category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION';
}

/** Where the approval of a template by WhatsApp stands. */
export interface ContentApproval {
  /** `unsubmitted`, `received`, `pending`, `approved`, `rejected`, `paused`, `disabled`. */
  readonly status: string;
  readonly isApproved: boolean;
  /** Why it was rejected. */
  readonly rejectionReason: string | undefined;
}

function toApproval({ status: told, rejection_reason: reason }: Readonly<Record<string, unknown>>): ContentApproval {
  const status = requireWord('status', told);
  return {
    status,
    isApproved: status === 'approved',
    rejectionReason: typeof reason === 'string' && reason !== '' ? reason : undefined,
  };
}

/** Asks WhatsApp to approve a template: outside of the 24 hours after a person's message, only approved ones arrive. */
export const requestApproval: OperationDefinition<
  RequestApprovalInput,
  RequestApprovalInput,
  RequestApprovalInput,
  ContentApproval
> = {
  name: 'contentTemplates.requestApproval',
  input: /* @__PURE__ */ shape.object({
    contentSid: sidShape('content'),
    name: shape.string({ pattern: /^[a-z0-9_]{1,512}$/, expected: 'lower-case letters, digits and underscores' }),
    category: shape.oneOf(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
  }),
  prepare: (input) => input,
  async call(client, { contentSid, name, category }) {
    const { approvalCreate } = client.content.v1.contents(contentSid);
    const { status, rejectionReason } = await approvalCreate.create({ name, category });
    return toApproval({ status, rejection_reason: rejectionReason });
  },
};

/** Input of `contentTemplates.approval`. */
export interface ContentReference {
  /** `HX...` */
  readonly contentSid: string;
}

/** Asks where the approval of a template stands. */
export const retrieveApproval: OperationDefinition<
  ContentReference,
  ContentReference,
  ContentReference,
  ContentApproval
> = {
  name: 'contentTemplates.approval',
  input: /* @__PURE__ */ shape.object({ contentSid: sidShape('content') }),
  prepare: (input) => input,
  async call(client, { contentSid }) {
    const { sid, whatsapp } = await client.content.v1.contents(contentSid).approvalFetch().fetch();
    requireSid('content', sid, contentSid);
    return toApproval(whatsapp ?? { status: 'unsubmitted' });
  },
};
