/** One behaviour that every adapter shows. Hand `name` and `run` to the test runner of your choice. */
export interface ContractCase {
  /** In the present tense, for example "sends 3 requests for a write that meets 503". */
  readonly name: string;
  /** Rejects when the adapter behaves otherwise. */
  readonly run: () => Promise<void>;
}

/** Throws unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Throws unless both print alike as JSON. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  assert(left === right, `${what}: expected ${right}, got ${left}`);
}
