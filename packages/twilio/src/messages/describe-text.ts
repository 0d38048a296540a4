import { DEFAULT_OPT_OUT_KEYWORDS } from '../webhooks/opt-out-keywords.js';
import { countSegments, type TextSegments } from './text-segments.js';

/** Something in a text that is allowed, and probably not meant. */
export type TextWarning =
  | {
      /**
       * The text asks people to answer with a word that opts them out: Twilio unsubscribes who does so, answers by itself, and
       * refuses the next message with error 21610.
       */
      readonly type: 'opt_out_keyword';
      readonly keyword: string;
      readonly message: string;
    }
  | {
      /** Lines begin with white space, as when a text was indented with its code. It is billed: see `dedent`. */
      readonly type: 'indented_lines';
      readonly message: string;
    };

/** What a text comes to. */
export interface TextFacts extends TextSegments {
  readonly warnings: readonly TextWarning[];
}

/** "Reply CANCEL", "text "STOP" to", and the like. */
const INSTRUCTION =
  /\b(?:reply|respond|answer|text|send|type|write)\b(?:\s+(?:with|back|us|the\s+word))*\s+["'“‘]?(\p{L}+)["'”’]?([^.!?\n]*)/giu;

/** Where the sentence says that the word ends the messages, the word does what it says. */
const IS_MEANT =
  /unsubscribe|opt[\s-]?out|(?:stop|end|no\s+(?:more|further))\s+(?:\w+\s+){0,3}(?:messages|texts|alerts|reminders|sms)/i;

/**
 * Describes a text before it is sent: its encoding, its segments, and what is probably not meant in it. Understands
 * instructions in English only.
 *
 * @param options.optOutKeywords What opts a person out. Default: Twilio's, `DEFAULT_OPT_OUT_KEYWORDS`
 * @example
 * ```ts
 * import { describeText } from '@breakwater/twilio';
 *
 * const { segments, warnings } = describeText('Reply CANCEL to cancel this booking.');
 * console.log(segments, warnings[0]?.type); // 1 opt_out_keyword
 * ```
 */
export function describeText(text: string, options: { readonly optOutKeywords?: readonly string[] } = {}): TextFacts {
  const { optOutKeywords = DEFAULT_OPT_OUT_KEYWORDS } = options;
  return {
    ...countSegments(text),
    warnings: [...findOptOutWords(text, optOutKeywords), ...findIndentation(text)],
  };
}

function findOptOutWords(text: string, keywords: readonly string[]): readonly TextWarning[] {
  const known = new Set(keywords.map((keyword) => keyword.toUpperCase()));
  return [...text.matchAll(INSTRUCTION)].flatMap(([, word = '', rest = '']) => {
    const keyword = word.toUpperCase();
    if (!known.has(keyword) || IS_MEANT.test(rest)) return [];
    const message = `"${keyword}" opts people out of all your messages: ask them for another word, such as "NO"`;
    return [{ type: 'opt_out_keyword', keyword, message }];
  });
}

function findIndentation(text: string): readonly TextWarning[] {
  if (!/\n[ \t]{2,}\S/.test(text)) return [];
  return [{ type: 'indented_lines', message: 'Lines begin with white space, which is billed: use dedent()' }];
}
