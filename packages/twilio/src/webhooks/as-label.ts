/** A text that the inbox can take for a name. */
export const asLabel = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined;
