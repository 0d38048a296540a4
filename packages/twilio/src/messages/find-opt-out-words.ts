/** One word of a sentence. */
interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What stands between it and the word before it. */
  readonly gap: string;
}

const WORD = /[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu;
const SENTENCE = /(?<=[.!?])\s+|\n\s*\n/;

/** What asks for an answer, in any form of the verb. */
const ASKS = /^(?:repl(?:y|ying)|(?:respond|answer|text|send)(?:ing)?|txt|typ(?:e|ing)|writ(?:e|ing))$/i;

/** What may stand between that and the word that is asked for. */
const BETWEEN =
  /^(?:with|back|us|me|the|a|word|words|keyword|code|just|only|simply|either|please|by|using|via|in|all|capital|capitals|caps|letters|to|this|message|number|sms|now)$/i;

/** What may follow a word that is asked for, and does not follow the same word as part of a sentence. */
const FOLLOWS =
  /^(?:to|if|when|for|or|and|now|by|before|within|until|at|in|on|here|back|instead|anytime|any|2|4|frees)$/i;

const JOINS = /^(?:or|and)$/i;
const QUOTED = /["'“”‘’«»„*_[(<`]$/u;

/** The clause ends where another answer is offered. */
const NEXT_ANSWER = /[,;|/]|\b(?:or|and)\b/i;
/** An answer that shares its clause with the one before it: "STOP or NO to cancel". */
const SHARED = /^\s*(?:or|and)\s+[\p{L}\p{N}]+/iu;

/** Where the sentence says that the word ends the messages, the word does what it says. */
const ENDS_MESSAGES =
  /unsubscri|\bopt(?:s|ed|ing)?[\s-]*out\b|\b(?:stop|end|quit|cancel|cease|no\s+(?:more|further|longer)|not|never|don['’]?t)\b[^]*\b(?:messages?|msgs?|texts?|sms|texting|messaging)\b/i;

/** Of a word that says "stop" itself, less has to be said. */
const STOP_WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'OPTOUT']);
const ENDS_SOMETHING_SENT =
  /\b(?:stop|end|quit|cancel|cease|no\s+(?:more|further|longer))\b[^]*\b(?:alerts?|notifications?|updates?|reminders?|offers?)\b|\bno\s+longer\s+(?:receive|get)\b/i;
const ONLY_ENDS = /^\W*(?:(?:to|2|for|and)?\s*(?:stop|end|quit|cancel|out)?)?\W*$/i;

/** What the sentence says before it asks, such as "To cancel your booking, ". */
const PURPOSE = /\b(?:to|if|for|when)\b[^]*/i;

/**
 * Finds the keywords that a text asks people to answer with for another purpose than to end the messages. Understands English
 * only.
 *
 * @param keywords In capitals.
 * @returns each once, in capitals
 */
export function findOptOutWords(text: string, keywords: ReadonlySet<string>): readonly string[] {
  return [...new Set(text.split(SENTENCE).flatMap((sentence) => findInSentence(sentence, keywords)))];
}

function findInSentence(sentence: string, keywords: ReadonlySet<string>): readonly string[] {
  const words = toWords(sentence);
  const asks = words.findIndex(({ text }) => ASKS.test(text));
  if (asks < 0) return [];
  const other = words.findIndex(({ text }, index) => index > asks && !BETWEEN.test(text));
  const facts = { words, asks, answer: other < 0 ? words.length : other, shows: /\p{Ll}/u.test(sentence) };
  const offered = words.filter(({ text }, index) => keywords.has(text.toUpperCase()) && isOffered(facts, index));
  const before = PURPOSE.exec(sentence.slice(0, words[asks]?.start))?.[0] ?? '';
  const found: string[] = [];
  let purpose = before;
  for (const [index, { text, end }] of [...offered.entries()].toReversed()) {
    const after = sentence.slice(end, offered[index + 1]?.start);
    const [own = ''] = after.replace(SHARED, '').split(NEXT_ANSWER, 1);
    const isTold = /[\p{L}\p{N}]/u.test(own);
    // "STOP or END to opt out": what is said of the last is said of all.
    if (isTold || index === offered.length - 1) purpose = isTold ? own : before;
    if (!isMeant(text.toUpperCase(), purpose)) found.unshift(text.toUpperCase());
  }
  return found;
}

function toWords(sentence: string): readonly Word[] {
  let last = 0;
  return [...sentence.matchAll(WORD)].map(({ 0: text, index }) => {
    const word = { text, start: index, end: index + text.length, gap: sentence.slice(last, index) };
    last = word.end;
    return word;
  });
}

/** What is known of a sentence. */
interface Sentence {
  readonly words: readonly Word[];
  /** Where it asks for an answer. */
  readonly asks: number;
  /** Where the answer is that it asks for. */
  readonly answer: number;
  /** Capitals say something: not everything is written in them. */
  readonly shows: boolean;
}

/** Whether a keyword is an answer, and no part of the sentence: "Reply NO to cancel" offers none. */
function isOffered({ words, asks, answer, shows }: Sentence, index: number): boolean {
  const word = words[index];
  const previous = words[index - 1];
  if (word === undefined || (previous?.text.toLowerCase() === 'to' && word.gap.trim() === '')) return false;
  const isCapital = word.text.length > 1 && word.text === word.text.toUpperCase();
  if ((shows && isCapital) || QUOTED.test(word.gap)) return true;
  const next = words[index + 1];
  const isEnd = next === undefined || /\S/.test(next.gap) || FOLLOWS.test(next.text);
  if (index < asks || !isEnd) return false;
  // The second of two answers: "yes or cancel", "yes to confirm or cancel to cancel".
  const isSecond = JOINS.test(previous?.text ?? '') || /[,/|]/.test(word.gap);
  const first = JOINS.test(previous?.text ?? '') ? index - 2 : index - 1;
  return index <= answer || (isSecond && (next?.text.toLowerCase() === 'to' || first <= answer));
}

function isMeant(keyword: string, purpose: string): boolean {
  if (ENDS_MESSAGES.test(purpose)) return true;
  return STOP_WORDS.has(keyword) && (ENDS_SOMETHING_SENT.test(purpose) || ONLY_ENDS.test(purpose));
}
