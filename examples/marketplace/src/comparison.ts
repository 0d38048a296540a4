/** One fact as the application and a vendor believe it. */
export interface ComparedFact {
  readonly vendor: string;
  readonly fact: string;
  readonly application: string;
  readonly vendorSays: string;
}

/** Makes facts of one vendor, whatever they are written with. */
export type FactWriter = (fact: string, application: unknown, vendorSays: unknown) => ComparedFact;

/** A {@link FactWriter} for a vendor. */
export const factsOf =
  (vendor: string): FactWriter =>
  (fact, application, vendorSays) => ({
    vendor,
    fact,
    application: String(application),
    vendorSays: String(vendorSays),
  });

/** Adds up. */
export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Whether the two sides differ on a fact. */
export function differsFrom({ application, vendorSays }: ComparedFact): boolean {
  return application !== vendorSays;
}

const WIDTHS = [10, 18, 40, 40];

/** The facts as a table. */
export function toTable(facts: readonly ComparedFact[]): string {
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0)).join('');
  const rows = facts.map((row) =>
    line([row.vendor, row.fact, row.application, row.vendorSays, differsFrom(row) ? 'DIFFERS' : 'ok']),
  );
  return [line(['', '', 'the application believes', 'the vendor believes']), ...rows].join('\n');
}
