// Tortures the stores: `npm run torture -- --store postgres --deliveries 1000000 --kills 2000`.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isPlantedBug, PLANTED_BUGS, type PlantedBug } from './bugs/planted-bug.ts';
import { runTorture, type TortureReport } from './sender/run-torture.ts';
import { createLocation } from './stores/create-location.ts';
import { STORE_NAMES, type StoreName } from './stores/store-location.ts';
import type { TorturePlan } from './torture-plan.ts';

const USAGE = `npm run torture -- [options]

  --store <name>       ${STORE_NAMES.join(', ')}; may be given more than once (default: all)
  --deliveries <n>     deliveries for each store (default: 1000000)
  --kills <n>          processes killed for each store (default: 2000)
  --processes <n>      processes at the same time (default: 4)
  --subjects <n>       subjects of the events (default: 200)
  --seed <n>           (default: 1)
  --bug <name>         put a defect into the product, which then has to be found
  --bugs               one short run for each defect
`;

const fail = (message: string): never => {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
};

function toCount(name: string, value: string): number {
  return /^\d{1,9}$/.test(value) ? Number(value) : fail(`--${name} must be an integer of at least 0; got ${value}`);
}

function toStore(value: string): StoreName {
  return STORE_NAMES.find((name) => name === value) ?? fail(`--store must be one of ${STORE_NAMES.join(', ')}`);
}

function toBug(value: string): PlantedBug {
  return isPlantedBug(value) ? value : fail(`--bug must be one of ${Object.keys(PLANTED_BUGS).join(', ')}`);
}

function print(report: TortureReport): void {
  const { plan, events, deliveries, kills, stalls, seconds, unfinished, violations } = report;
  const title = plan.bug === undefined ? plan.store : `${plan.store} with ${plan.bug}`;
  const figures = `${events} events in ${deliveries} deliveries, ${kills} kills, ${stalls} stalls, ${unfinished} unfinished, ${Math.round(seconds)} s`;
  process.stdout.write(`${title}: ${figures}: ${violations.length} violations\n`);
  for (const { kind, detail } of violations.slice(0, 5)) process.stdout.write(`  ${kind}: ${detail}\n`);
}

async function run(plan: TorturePlan): Promise<TortureReport> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-torture-'));
  const report = await runTorture({
    plan,
    location: createLocation(plan.store, folder),
    history: join(folder, 'history.jsonl'),
    onProgress: (deliveries, kills) => process.stdout.write(`  ${deliveries} deliveries, ${kills} kills\n`),
  });
  print(report);
  if (report.violations.length > 0) process.stdout.write(`  what the sender saw: ${join(folder, 'history.jsonl')}\n`);
  return report;
}

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true, default: [...STORE_NAMES] },
    deliveries: { type: 'string' },
    kills: { type: 'string' },
    processes: { type: 'string', default: '4' },
    subjects: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    bug: { type: 'string' },
    bugs: { type: 'boolean', default: false },
  },
});

const isShort = values.bugs || values.bug !== undefined;
const bugs: readonly (PlantedBug | undefined)[] = values.bugs
  ? Object.keys(PLANTED_BUGS).map(toBug)
  : [values.bug === undefined ? undefined : toBug(values.bug)];

let failures = 0;
for (const store of values.store.map(toStore)) {
  for (const bug of bugs) {
    const { violations } = await run({
      store,
      bug,
      seed: toCount('seed', values.seed),
      deliveries: toCount('deliveries', values.deliveries ?? (isShort ? '1500' : '1000000')),
      kills: toCount('kills', values.kills ?? (isShort ? '20' : '2000')),
      processes: toCount('processes', values.processes),
      subjects: toCount('subjects', values.subjects),
    });
    // A defect that is not found is as bad as one that is there.
    if (violations.length > 0 === (bug === undefined)) failures += 1;
  }
}
process.exitCode = failures === 0 ? 0 : 1;
