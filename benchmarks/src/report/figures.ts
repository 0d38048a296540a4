/** The value in the middle; of an even number of values the lower one of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** A number with the given digits after the point and separators between the thousands. */
export function toFixed(value: number, digits = 0): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `value` as a multiple of `reference`. */
export function toRatio(value: number, reference: number | undefined): string {
  return reference === undefined || reference <= 0 ? '' : `${toFixed(value / reference, 2)}x`;
}

/** Bytes as KiB. */
export function toKibibytes(bytes: number): string {
  return toFixed(bytes / 1_024, 1);
}

/** Says which subjects need less than `own` does, as a sentence; nothing when none does. */
export function tellCheaper(values: ReadonlyMap<string, number>, own: string, what: string): readonly string[] {
  const ours = values.get(own) ?? Number.NaN;
  const cheaper = [...values].filter(([subject, value]) => subject !== own && value < ours).map(([subject]) => subject);
  return cheaper.length === 0 ? [] : [`${what} than ${own}: ${cheaper.join('; ')}.`];
}
