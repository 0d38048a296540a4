import { createInputError, type Issue, type Shape } from '@breakwater/core';
import { type EmailTemplate, LONGEST_DELAY_HOURS } from '../../templates/template.js';

const HOUR = 3_600_000;

/** A moment: a Date, or milliseconds since the epoch. */
export type Moment = Date | number;

/** What {@link Moment} has to be; gives milliseconds. */
export const momentShape: Shape<number> = {
  expected: 'a Date, or milliseconds since the epoch',
  parse(value, path, issues) {
    const time = value instanceof Date ? value.getTime() : value;
    // Seconds since the epoch, which SendGrid itself takes, are in 1970 when they are read as milliseconds.
    if (typeof time === 'number' && Number.isFinite(time) && time >= 100_000_000_000 && time <= 8.64e15) return time;
    issues.push({
      path,
      expected: 'a Date, or milliseconds since the epoch',
      received: typeof time === 'number' ? String(time) : value === null ? 'null' : `a ${typeof value}`,
    });
    return 0;
  },
};

/**
 * When a mail is to be sent, in milliseconds: at `sendAt`, or `sendBefore` hours before `eventAt`; undefined for at once, when
 * that time has come already and the event has not.
 *
 * @throws IntegrationError `VALIDATION` for a time that is past, or further ahead than SendGrid keeps a mail
 */
export function toSendTime(
  given: { readonly sendAt?: number | undefined; readonly eventAt?: number | undefined },
  template: EmailTemplate | undefined,
  at: { readonly now: number; readonly operation: string },
): number | undefined {
  const { sendAt, eventAt } = given;
  const issues: Issue[] = [];
  if ((sendAt === undefined) === (eventAt === undefined)) {
    issues.push({
      path: 'input.sendAt',
      expected: 'a time, here or as `eventAt`, and not both',
      received: sendAt === undefined ? 'neither' : 'both',
    });
  } else if (sendAt === undefined && template?.sendBefore === undefined) {
    issues.push({
      path: 'input.eventAt',
      expected: 'left out: the mail has no template with `sendBefore`',
      received: 'a time',
    });
  }
  const path = sendAt === undefined ? 'input.eventAt' : 'input.sendAt';
  const time = sendAt ?? (eventAt ?? 0) - (template?.sendBefore ?? 0) * HOUR;
  if (issues.length === 0 && (sendAt ?? eventAt ?? 0) < at.now) {
    issues.push({ path, expected: 'in the future', received: toText(sendAt ?? eventAt ?? 0) });
  } else if (issues.length === 0 && time > at.now + LONGEST_DELAY_HOURS * HOUR) {
    const first = toText(time - LONGEST_DELAY_HOURS * HOUR);
    const expected = `such that the mail is sent within ${LONGEST_DELAY_HOURS} hours: SendGrid keeps it no longer, so schedule it again from ${first}`;
    issues.push({ path, expected, received: toText(sendAt ?? eventAt ?? 0) });
  }
  if (issues.length > 0) throw createInputError(issues, { service: 'sendgrid', operation: at.operation });
  return time <= at.now ? undefined : time;
}

const toText = (time: number): string => new Date(time).toISOString();
