import { createInputError, type Issue, type Shape, shape } from '@breakwater/core';
import { dedent } from './dedent.js';

type Trim<Text extends string> = Text extends ` ${infer Rest}` | `${infer Rest} ` ? Trim<Rest> : Text;

/** The names in a text, `{{like}}` this. */
type NamesIn<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Trim<Name> | NamesIn<Rest>
  : never;

/** What fills in the names of a text. */
export type TextVariables<Text extends string> = string extends Text
  ? Readonly<Record<string, string | number>>
  : Readonly<Record<NamesIn<Text>, string | number>>;

/** A text with names to be filled in. Made by {@link textTemplate}. */
export interface TextTemplate<Variables extends object = object> {
  readonly text: string;
  /** Its names, each once, in order. */
  readonly names: readonly string[];
  /** The type of the variables; there is no such property. */
  readonly '~variables'?: (() => Variables) | undefined;
}

/** Text templates by their names. */
export type TextTemplates = Readonly<Record<string, TextTemplate>>;

/** No templates at all. */
export type NoTemplates = Readonly<Record<never, never>>;

/** The variables that a template takes. */
export type VariablesOf<Template> = Template extends TextTemplate<infer Variables> ? Variables : never;

const NAME = /\{\{\s*([^{}]*?)\s*\}\}/g;
const IDENTIFIER = /^[A-Za-z_]\w{0,63}$/;

/** What createTwilio takes for a template. */
export const textTemplateShape: Shape<TextTemplate> = /* @__PURE__ */ shape.custom<TextTemplate>((value) => {
  const { text, names } = Object(value) as Record<string, unknown>;
  return typeof text === 'string' && Array.isArray(names);
}, 'a template made by `textTemplate`');

/**
 * Declares a text with names in double braces. The compiler knows them, and asks for each. Indentation of the code is taken
 * out with `dedent`.
 *
 * @throws IntegrationError `CONFIGURATION` for an empty text, for braces without a name, and for more than 1600 characters
 * @example
 * ```ts
 * import { createTwilio, textTemplate } from '@breakwater/twilio';
 *
 * const twilio = createTwilio({
 *   accountSid: 'AC00000000000000000000000000000000',
 *   authToken: process.env.TWILIO_AUTH_TOKEN ?? '',
 *   fromPhoneNumber: '+14155550100',
 *   templates: { running: textTemplate('Hi {{name}}, we are {{minutes}} minutes late.') },
 * });
 * await twilio.sms.send({ to: '+14155552671', template: 'running', variables: { name: 'Ada', minutes: 5 } });
 * ```
 */
export function textTemplate<const Text extends string>(text: Text): TextTemplate<TextVariables<Text>> {
  const clean = typeof text === 'string' ? dedent(text) : '';
  const names = [...new Set([...clean.matchAll(NAME)].map(([, name = '']) => name))];
  const issues: Issue[] = [];
  if (clean === '' || clean.length > MAX_BODY) {
    issues.push({
      path: 'text',
      expected: `a text of 1 to ${MAX_BODY} characters`,
      received: `${clean.length} characters`,
    });
  }
  for (const name of names.filter((one) => !IDENTIFIER.test(one))) {
    issues.push({
      path: 'text',
      expected: 'names of letters, digits and underscores in {{ }}',
      received: JSON.stringify(name.slice(0, 40)),
    });
  }
  if (/\{\{|\}\}/.test(clean.replace(NAME, ''))) {
    issues.push({ path: 'text', expected: 'braces in pairs, {{name}}', received: 'a pair that is open' });
  }
  if (issues.length > 0) {
    throw createInputError(issues, { service: 'twilio', operation: 'textTemplate', code: 'CONFIGURATION' });
  }
  return Object.freeze({ text: clean, names: Object.freeze(names) });
}

/** The longest text that Twilio takes. Source: https://www.twilio.com/docs/api/errors/21617 */
export const MAX_BODY = 1_600;

/** Fills in the names of a template. Adds an issue for each that is missing, empty, unknown or of another type. */
export function renderText(
  template: TextTemplate,
  variables: Readonly<Record<string, unknown>>,
  path: string,
  issues: Issue[],
): string {
  for (const name of template.names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const isRight = (typeof value === 'string' && value.trim() !== '') || Number.isFinite(value);
    if (!isRight) {
      const received = value === '' ? 'an empty string' : `a value of type ${typeof value}`;
      issues.push({ path: `${path}.${name}`, expected: 'a text that is not blank, or a number', received });
    }
  }
  for (const name of Object.keys(variables)) {
    if (template.names.includes(name)) continue;
    const expected = `left out; known are ${template.names.join(', ') || 'none'}`;
    issues.push({ path: `${path}.${name.slice(0, 64)}`, expected, received: 'an unknown key' });
  }
  // In one go: braces in a value are the value's own.
  return template.text.replace(NAME, (_, name: string) => String(variables[name]));
}
