import type { StoredIndex, StoredObject } from './algolia-state.js';
import { valuesOf } from './conditions.js';

/**
 * Whether a record has the words of a query: each of them as a whole word, the last one also as the beginning of one,
 * without regard to case and accents, in any searchable attribute. Synonyms of both kinds stand for one another. There is
 * no tolerance for typos, no plurals, and no stop words.
 */
export function matchQuery(index: StoredIndex, query: string): (record: StoredObject) => boolean {
  const words = toWords(query);
  if (words.length === 0) return () => true;
  const alternatives = toAlternatives(index);
  const wanted = words.map((word, position) => ({
    isLast: position === words.length - 1,
    choices: [[word], ...(alternatives.get(word) ?? [])],
  }));
  return (record) => {
    const present = new Set(searchableTexts(index, record).flatMap(toWords));
    const has = (word: string, isLast: boolean): boolean =>
      present.has(word) || (isLast && [...present].some((candidate) => candidate.startsWith(word)));
    return wanted.every(({ isLast, choices }) => choices.some((choice) => choice.every((word) => has(word, isLast))));
  };
}

function toWords(text: string): readonly string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function searchableTexts({ settings }: StoredIndex, record: StoredObject): readonly string[] {
  const listed = settings['searchableAttributes'];
  if (!Array.isArray(listed)) return textsIn(record);
  const names = listed
    .flatMap((item) => String(item).split(','))
    .map((name) => name.trim().replace(/^unordered\((.+)\)$/, '$1'));
  return names.flatMap((name) => valuesOf(record, name)).flatMap(textsIn);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What single words may be replaced by, in words. */
function toAlternatives({ synonyms }: StoredIndex): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  const add = (word: string, alternative: string): void => {
    const [only, ...rest] = toWords(word);
    if (only === undefined || rest.length > 0) return;
    found.set(only, [...(found.get(only) ?? []), toWords(alternative)]);
  };
  for (const { type, synonyms: list, input } of synonyms.values()) {
    const texts = Array.isArray(list) ? list.map(String) : [];
    if (String(type).toLowerCase() === 'onewaysynonym') for (const text of texts) add(String(input), text);
    if (type === 'synonym') for (const word of texts) for (const text of texts) if (text !== word) add(word, text);
  }
  return found;
}
