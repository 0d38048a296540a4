import type { Operation, OperationCall } from '../api/operation.js';
import { notFound, TwilioApiError } from '../api/twilio-api-error.js';
import { type EmulatedContent, toIso } from '../state/twilio-state.js';

const ORIGIN = 'https://content.twilio.com';

function requireContent({ state, parameters, uri }: OperationCall): EmulatedContent {
  const content = state.contents.get(parameters['Sid'] ?? '');
  if (!content) throw notFound(uri);
  return content;
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The endpoints of content templates. */
export const contentEndpoints: readonly Operation[] = [
  {
    route: 'POST /v1/Content',
    status: 201,
    simulated: ['friendly_name', 'language', 'types', 'variables'],
    prepare({ state, json }) {
      const { language, types, variables } = json;
      if (typeof language !== 'string') throw new TwilioApiError(400, 20001, 'language is required');
      if (!isRecord(types) || Object.keys(types).length === 0) {
        throw new TwilioApiError(400, 20001, 'types is required');
      }
      return () => {
        const sid = state.identifier('HX');
        const now = toIso(state.now());
        const resource = {
          sid,
          account_sid: state.accountSid,
          // Whoever writes it in another way gets a template without a name, as at Twilio.
          friendly_name: json['friendly_name'] ?? null,
          language,
          types,
          variables: variables ?? {},
          date_created: now,
          date_updated: now,
          url: `${ORIGIN}/v1/Content/${sid}`,
          links: {
            approval_create: `${ORIGIN}/v1/Content/${sid}/ApprovalRequests/whatsapp`,
            approval_fetch: `${ORIGIN}/v1/Content/${sid}/ApprovalRequests`,
          },
        };
        state.contents.set(sid, { resource, approval: undefined });
        return { ...resource };
      };
    },
  },
  {
    route: 'GET /v1/Content/{Sid}',
    simulated: [],
    prepare(call) {
      const { resource } = requireContent(call);
      return () => ({ ...resource });
    },
  },
  {
    route: 'POST /v1/Content/{Sid}/ApprovalRequests/whatsapp',
    status: 201,
    simulated: ['name', 'category'],
    prepare(call) {
      const content = requireContent(call);
      const { name, category } = call.json;
      if (typeof name !== 'string' || !/^[a-z0-9_]+$/.test(name) || typeof category !== 'string') {
        throw new TwilioApiError(400, 20001, 'name and category are required');
      }
      return () => {
        content.approval = { name, category, status: 'received', rejection_reason: '' };
        return {
          ...content.approval,
          content_type: Object.keys(content.resource['types'] as object)[0],
          allow_category_change: true,
        };
      };
    },
  },
  {
    route: 'GET /v1/Content/{Sid}/ApprovalRequests',
    simulated: [],
    prepare(call) {
      const { resource, approval } = requireContent(call);
      return () => ({
        sid: resource.sid,
        account_sid: call.state.accountSid,
        whatsapp: approval ?? { name: '', category: '', status: 'unsubmitted', rejection_reason: '' },
        url: `${ORIGIN}/v1/Content/${resource.sid}/ApprovalRequests`,
      });
    },
  },
];
