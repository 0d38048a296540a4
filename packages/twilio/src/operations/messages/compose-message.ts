import { type Issue, withoutUndefined } from '@breakwater/core';
import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { TextFacts } from '../../messages/describe-text.js';
import { MAX_BODY, renderText } from '../../messages/text-template.js';
import type { OperationHost } from '../bind-operation.js';
import type { OnUnknownOutcome } from '../look-up-policy.js';
import type { ParsedMessage } from './message-input.js';

/** The channels that messages go by. */
export type MessageChannel = 'sms' | 'whatsapp';

/** A message, ready to be sent. */
export interface ComposedMessage {
  readonly params: MessageListInstanceCreateOptions;
  readonly text: TextFacts | undefined;
  readonly onUnknownOutcome: OnUnknownOutcome;
}

/** More than 5 minutes, at most 35 days. Source: https://www.twilio.com/docs/api/errors/35115 */
const SOONEST = 300_000;
const LATEST = 35 * 86_400_000;

/** Puts a message together, and adds an issue for what does not go together. */
export function composeMessage(
  channel: MessageChannel,
  input: ParsedMessage,
  host: OperationHost,
  issues: Issue[],
): ComposedMessage {
  const body = toBody(input, host, issues);
  const { onUnknownOutcome = 'fail', contentVariables, validityPeriod } = input;
  if (onUnknownOutcome === 'look_up' && body === undefined) {
    const expected = '`fail`: only a text of our own can be recognised in a list';
    issues.push({ path: 'input.onUnknownOutcome', expected, received: '`look_up`' });
  }
  const params = withoutUndefined({
    to: toAddress(channel, input.to),
    ...toSender(channel, input, host, issues),
    body,
    contentSid: input.contentSid,
    contentVariables: contentVariables && JSON.stringify(contentVariables),
    mediaUrl: input.mediaUrls && [...input.mediaUrls],
    statusCallback: input.statusCallback ?? host.defaults.statusCallback,
    validityPeriod: validityPeriod === undefined ? undefined : Math.ceil(validityPeriod / 1_000),
    smartEncoded: input.smartEncoded,
    ...toSchedule(input, host, issues),
  });
  const text = body === undefined || issues.length > 0 ? undefined : host.describe(body, input.template);
  return { params, text, onUnknownOutcome };
}

const toAddress = (channel: MessageChannel, number: string): string =>
  channel === 'whatsapp' ? `whatsapp:${number}` : number;

function toBody(input: ParsedMessage, host: OperationHost, issues: Issue[]): string | undefined {
  const { body, template, contentSid, mediaUrls, variables, contentVariables } = input;
  const given = [body, template, contentSid].filter((one) => one !== undefined).length;
  if (given > 1 || (given === 0 && mediaUrls === undefined)) {
    const expected = 'an object with exactly one of `body`, `template` and `contentSid`, or with `mediaUrls` alone';
    issues.push({ path: 'input', expected, received: given === 0 ? 'none of them' : `${given} of them` });
    return undefined;
  }
  if (variables !== undefined && template === undefined) refuseBeside('variables', 'template', issues);
  if (contentVariables !== undefined && contentSid === undefined)
    refuseBeside('contentVariables', 'contentSid', issues);
  const text = template === undefined ? body : fillIn(template, variables ?? {}, host, issues);
  if (text !== undefined && text.length > MAX_BODY) {
    issues.push({
      path: 'input.body',
      expected: `at most ${MAX_BODY} characters`,
      received: `${text.length} characters`,
    });
  }
  return text;
}

function fillIn(
  name: string,
  variables: Readonly<Record<string, unknown>>,
  { templates }: OperationHost,
  issues: Issue[],
): string | undefined {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template !== undefined) return renderText(template, variables, 'input.variables', issues);
  const known = Object.keys(templates);
  const expected = known.length === 0 ? 'left out: createTwilio was given no templates' : `one of ${known.join(', ')}`;
  issues.push({ path: 'input.template', expected, received: JSON.stringify(name.slice(0, 64)) });
  return undefined;
}

function refuseBeside(field: string, missing: string, issues: Issue[]): void {
  issues.push({ path: `input.${field}`, expected: `left out without \`${missing}\``, received: 'an object' });
}

/** Who it is from: what the message says wins over the defaults, and a Messaging Service over a number. */
function toSender(
  channel: MessageChannel,
  input: ParsedMessage,
  { defaults }: OperationHost,
  issues: Issue[],
): { readonly from?: string; readonly messagingServiceSid?: string } {
  const { from, sendAt } = input;
  // Without its service a message would not wait for its time. A sender beside it is one of those in the service.
  const messagingServiceSid =
    input.messagingServiceSid ?? (sendAt === undefined ? undefined : defaults.messagingServiceSid);
  if (from !== undefined || input.messagingServiceSid !== undefined) {
    return withoutUndefined({ from: from && toAddress(channel, from), messagingServiceSid });
  }
  const own = channel === 'whatsapp' ? defaults.whatsappFrom : undefined;
  if (own !== undefined && sendAt === undefined) return { from: toAddress(channel, own) };
  if (defaults.messagingServiceSid !== undefined) {
    return { messagingServiceSid: defaults.messagingServiceSid, ...(own && { from: toAddress(channel, own) }) };
  }
  if (own !== undefined) return { from: toAddress(channel, own) };
  if (channel === 'sms' && defaults.fromPhoneNumber !== undefined) return { from: defaults.fromPhoneNumber };
  const option = channel === 'whatsapp' ? 'whatsappFrom' : 'fromPhoneNumber';
  const expected = `a sender, as createTwilio was given neither \`${option}\` nor \`messagingServiceSid\``;
  issues.push({ path: 'input.from', expected, received: 'undefined' });
  return {};
}

function toSchedule(
  { sendAt, messagingServiceSid }: ParsedMessage,
  { now, defaults }: OperationHost,
  issues: Issue[],
): { readonly scheduleType?: 'fixed'; readonly sendAt?: Date } {
  if (sendAt === undefined) return {};
  if ((messagingServiceSid ?? defaults.messagingServiceSid) === undefined) {
    const expected = 'the SID of a Messaging Service: only there can messages be scheduled';
    issues.push({ path: 'input.messagingServiceSid', expected, received: 'undefined' });
  }
  const ahead = sendAt - now();
  if (ahead <= SOONEST || ahead > LATEST) {
    const received = `a time ${Math.round(Math.abs(ahead) / 1_000)} seconds ${ahead < 0 ? 'ago' : 'from now'}`;
    issues.push({ path: 'input.sendAt', expected: 'more than 5 minutes and at most 35 days from now', received });
  }
  return { scheduleType: 'fixed', sendAt: new Date(sendAt) };
}
