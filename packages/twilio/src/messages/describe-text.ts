import { DEFAULT_OPT_OUT_KEYWORDS } from '../webhooks/opt-out-keywords.js';
import { findOptOutWords } from './find-opt-out-words.js';
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
    warnings: [...findKeywords(text, optOutKeywords), ...findIndentation(text)],
  };
}

function findKeywords(text: string, optOutKeywords: readonly string[]): readonly TextWarning[] {
  const keywords = new Set(optOutKeywords.map((keyword) => keyword.toUpperCase()));
  return findOptOutWords(text, keywords).map((keyword) => ({
    type: 'opt_out_keyword',
    keyword,
    message: `"${keyword}" opts people out of all your messages: ask them for another word, such as "NO"`,
  }));
}

function findIndentation(text: string): readonly TextWarning[] {
  if (!/\n[ \t]{2,}\S/.test(text)) return [];
  return [{ type: 'indented_lines', message: 'Lines begin with white space, which is billed: use dedent()' }];
}
