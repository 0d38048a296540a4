/**
 * Words that, sent alone, opt a person out: Twilio answers by itself, and refuses further messages to them with error 21610.
 * They hold unless Advanced Opt-Out of the Messaging Service has others. Source:
 * https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-
 */
export const DEFAULT_OPT_OUT_KEYWORDS: readonly string[] = /* @__PURE__ */ Object.freeze([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
]);

/** Whether a text is an opt-out keyword, as a carrier reads it: alone, in any case, with white space around it. */
export function isOptOutKeyword(text: string, keywords: readonly string[] = DEFAULT_OPT_OUT_KEYWORDS): boolean {
  const word = text.trim().toUpperCase();
  return keywords.some((keyword) => keyword.toUpperCase() === word);
}
