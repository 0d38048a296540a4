import type { ResolvedTwilioOptions } from '../options.js';
import { describeText, type TextFacts } from './describe-text.js';

/** Describes texts by the keywords of an account, and tells its application of what is probably not meant in them. */
export function createDescriber(
  options: Pick<ResolvedTwilioOptions, 'optOutKeywords' | 'onTextWarning'>,
): (text: string, template?: string) => TextFacts {
  const { optOutKeywords, onTextWarning } = options;
  return (text, template) => {
    const facts = describeText(text, optOutKeywords && { optOutKeywords });
    for (const warning of facts.warnings) {
      try {
        onTextWarning?.(warning, { template });
      } catch {
        // A listener that fails is no reason not to send.
      }
    }
    return facts;
  };
}
