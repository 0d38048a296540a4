import { bindOperation, type Operation, type OperationHost } from '../bind-operation.js';
import {
  type ContentApproval,
  type ContentReference,
  type RequestApprovalInput,
  requestApproval,
  retrieveApproval,
} from './content-approval.js';
import {
  type ContentTemplateResult,
  type CreateContentTemplateInput,
  createContentTemplate,
} from './create-content-template.js';

/** Curated operations on content templates. */
export interface ContentTemplateOperations {
  /** Makes a template, under the names that Twilio's API reads. */
  readonly create: Operation<CreateContentTemplateInput, ContentTemplateResult>;
  /** Asks WhatsApp to approve it. */
  readonly requestApproval: Operation<RequestApprovalInput, ContentApproval>;
  /** Asks where the approval stands. */
  readonly approval: Operation<ContentReference, ContentApproval>;
}

/** Binds the operations of this group. */
export function createContentTemplateOperations(host: OperationHost): ContentTemplateOperations {
  return Object.freeze({
    create: bindOperation(createContentTemplate, host),
    requestApproval: bindOperation(requestApproval, host),
    approval: bindOperation(retrieveApproval, host),
  });
}
