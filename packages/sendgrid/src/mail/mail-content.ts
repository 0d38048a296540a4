import { type Issue, type OptionalShape, shape, unprinted } from '@breakwater/core';
import type { EmailTemplate, VariablesOf } from '../templates/template.js';
import { ONE_LINE } from './email-address.js';

/** The templates of an integration, by the names that its mails use. */
export type EmailTemplates = Readonly<Record<string, EmailTemplate>>;

/** What a mail without a template says. */
export interface PlainContent {
  readonly template?: undefined;
  readonly variables?: undefined;
  readonly subject: string;
  /** Needed where there is no `html`. */
  readonly text?: string | undefined;
  /** Needed where there is no `text`. */
  readonly html?: string | undefined;
}

/** The variables of a mail, which may be left out where the template needs none. */
export type VariablesField<Variables> = object extends Variables
  ? { readonly variables?: Variables | undefined }
  : { readonly variables: Variables };

/** The content fields that a mail from a template has not: its subject and text are the template's. */
interface WithoutText {
  readonly subject?: undefined;
  readonly text?: undefined;
  readonly html?: undefined;
}

/** A mail from one of the templates, with its variables. */
export type TemplatedContent<Templates extends EmailTemplates> = {
  [Name in keyof Templates & string]: { readonly template: Name } & VariablesField<VariablesOf<Templates[Name]>> &
    WithoutText;
}[keyof Templates & string];

/** A mail from one of the templates, of which each recipient brings the variables. */
export type SharedTemplate<Name extends string> = { readonly template: Name } & WithoutText;

/** {@link PlainContent} or a template, checked. */
export interface ParsedContent {
  readonly template?: string | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
}

/** The rules for the content of a mail, to be put into a shape with others. */
export const contentFields: Readonly<Record<keyof ParsedContent, OptionalShape<string>>> =
  /* @__PURE__ */ Object.freeze({
    template: shape.optional(unprinted(shape.string({ expected: 'the name of a template' }))),
    subject: shape.optional(
      unprinted(
        shape.string({ pattern: ONE_LINE, maxLength: 998, expected: 'a text of one line, without control characters' }),
      ),
    ),
    text: shape.optional(unprinted(shape.string({ maxLength: 30_000_000 }))),
    html: shape.optional(unprinted(shape.string({ maxLength: 30_000_000 }))),
  });

/** Finds the template that a mail names. Adds an issue where it names none that there is, and where a plain mail lacks something. */
export function checkContent(
  content: ParsedContent,
  templates: EmailTemplates,
  path: string,
  issues: Issue[],
): EmailTemplate | undefined {
  const { template, subject, text, html } = content;
  if (template === undefined) {
    if (subject === undefined)
      issues.push({ path: `${path}.subject`, expected: 'a text, as there is no `template`', received: 'undefined' });
    if (text === undefined && html === undefined) {
      issues.push({
        path: `${path}.text`,
        expected: 'a text, here or as `html`, as there is no `template`',
        received: 'undefined',
      });
    }
    return undefined;
  }
  for (const [name, value] of Object.entries({ subject, text, html })) {
    if (value === undefined) continue;
    issues.push({ path: `${path}.${name}`, expected: 'left out: it comes from the template', received: 'a string' });
  }
  if (Object.hasOwn(templates, template)) return templates[template];
  const names = Object.keys(templates);
  const known = names.length === 0 ? 'left out: createSendGrid has no `templates`' : `one of ${names.join(', ')}`;
  issues.push({ path: `${path}.template`, expected: known, received: 'a name that is none of them' });
  return undefined;
}
