import { shape, withoutUndefined } from '@breakwater/core';
import type { ContentInstance } from 'twilio/lib/rest/content/v1/content.js';
import type { OperationDefinition } from '../bind-operation.js';
import { requireSid } from '../described-answer.js';

/** Input of `contentTemplates.create`. */
export interface CreateContentTemplateInput {
  /** Yours alone: people do not see it, and several templates may have it. */
  readonly friendlyName: string;
  /** For example `en`. */
  readonly language: string;
  /** The contents by their kind, as Twilio describes them: `{ 'twilio/text': { body: 'Hi {{1}}' } }`. */
  readonly types: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Examples of what fills in the numbers: the reviewers of WhatsApp want them. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** A content template. */
export interface ContentTemplateResult {
  /** `HX...`: what `sms.send` and `whatsapp.send` take. */
  readonly contentSid: string;
  /** The template as the SDK returned it. */
  readonly content: ContentInstance;
}

/**
 * Makes a content template. Not repeated after an unknown outcome: Twilio would keep a second one of the same name.
 *
 * The SDK sends what it is given as it stands, while its types and Twilio's API spell the names of the fields differently
 * (`friendlyName`, `friendly_name`): written by its types, a template has no name. Read in rest/content/v1/content.js of
 * twilio@6.2.0.
 */
export const createContentTemplate: OperationDefinition<
  CreateContentTemplateInput,
  CreateContentTemplateInput,
  CreateContentTemplateInput,
  ContentTemplateResult
> = {
  name: 'contentTemplates.create',
  input: /* @__PURE__ */ shape.object({
    friendlyName: shape.string({ maxLength: 450 }),
    language: shape.string({ pattern: /^[a-z]{2,3}(?:_[A-Z]{2})?$/, expected: 'a language such as `en` or `pt_BR`' }),
    types: shape.record(
      shape.custom<Readonly<Record<string, unknown>>>(
        (value) => typeof value === 'object' && value !== null,
        'an object',
      ),
    ),
    variables: shape.optional(
      shape.record(shape.secret({ maxLength: 1_600, expected: 'a text of 1 to 1600 characters' })),
    ),
  }),
  prepare(input, _, issues) {
    if (Object.keys(input.types).length === 0) {
      issues.push({ path: 'input.types', expected: 'at least one kind of content', received: 'an empty object' });
    }
    return input;
  },
  async call(client, { friendlyName, language, types, variables }) {
    const body = withoutUndefined({ friendly_name: friendlyName, language, types, variables });
    const content = await client.content.v1.contents.create(body);
    return { contentSid: requireSid('content', content.sid), content };
  },
};
