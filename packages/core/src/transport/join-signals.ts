/** A signal that is aborted with either of two, for the reason of whichever comes first. */
export function joinSignals(
  left: AbortSignal | null | undefined,
  right: AbortSignal | undefined,
): AbortSignal | undefined {
  if (left == null) return right;
  return right === undefined || right === left ? left : AbortSignal.any([left, right]);
}
