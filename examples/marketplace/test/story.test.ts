import { describe, expect, it } from 'vitest';
import { differsFrom } from '../src/comparison.ts';
import { tellStory } from '../src/story.ts';

describe('the story of the marketplace', () => {
  it('ends with application and vendor believing the same, after duplicates, forgeries and a bad minute', async () => {
    const lines: string[] = [];
    const facts = await tellStory({ print: (line) => lines.push(line) });
    expect(facts.filter(differsFrom)).toEqual([]);
    const timeline = lines.join('\n');
    for (const met of ['retry-after', 'UNAVAILABLE', 'NETWORK', 'TIMEOUT', 'signature_mismatch', 'seen before']) {
      expect(timeline).toContain(met);
    }
  }, 30_000);

  it('ends with a difference when the application believes something else', async () => {
    const facts = await tellStory({
      print: () => undefined,
      tamperWith: (ledger) => {
        ledger.invoiced += 1;
      },
    });
    expect(facts.filter(differsFrom).map((fact) => fact.fact)).toEqual(['paid by invoice', 'held of this customer']);
  }, 30_000);
});
