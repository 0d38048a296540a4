/** The characters of the GSM alphabet that take one place. Source: 3GPP TS 23.038, section 6.2.1 */
const GSM_BASIC: ReadonlySet<string> = /* @__PURE__ */ new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Those that take two: an escape comes before them. Source: section 6.2.1.1 */
const GSM_EXTENDED: ReadonlySet<string> = /* @__PURE__ */ new Set('\f^{}\\[~]|€');

/** How a text is cut for sending. */
export interface TextSegments {
  /** `UCS-2` as soon as one character is not in the GSM alphabet: then less than half fits into a segment. */
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** What is billed. An upper bound where Smart Encoding is on, which replaces some characters by those of GSM. */
  readonly segments: number;
  /** The characters outside of the GSM alphabet, each once, at most ten: what makes the text dear. */
  readonly nonGsm: readonly string[];
}

/** How much fits into a message alone, and into each part of a longer one, whose header takes the rest. */
const CAPACITY = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const;

/**
 * Counts the segments of an SMS as carriers do: no character is cut in two, neither one of two GSM places nor an emoji.
 *
 * @example
 * ```ts
 * import { countSegments } from '@breakwater/twilio';
 *
 * console.log(countSegments('See you at 9').segments); // 1
 * console.log(countSegments('See you at 9 👋').encoding); // UCS-2
 * ```
 */
export function countSegments(text: string): TextSegments {
  const characters = Array.from(text);
  const nonGsm = [...new Set(characters)].filter(
    (character) => !GSM_BASIC.has(character) && !GSM_EXTENDED.has(character),
  );
  const encoding = nonGsm.length === 0 ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((character) =>
    encoding === 'UCS-2' ? character.length : GSM_EXTENDED.has(character) ? 2 : 1,
  );
  const { alone, part } = CAPACITY[encoding];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return {
    encoding,
    segments: total <= alone ? Math.min(1, total) : countParts(sizes, part),
    nonGsm: nonGsm.slice(0, 10),
  };
}

function countParts(sizes: readonly number[], capacity: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}
