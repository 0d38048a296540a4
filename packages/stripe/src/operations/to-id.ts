/** The id of something that Stripe names by its id, or shows whole when it was expanded. */
export function toId(value: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof value === 'string' ? value : (value?.id ?? undefined);
}
