import { describe, expect, it } from 'vitest';
import { runLimited } from '../src/process/run-limited.ts';
import { median, tellCheaper, toFixed, toKibibytes, toRatio } from '../src/report/figures.ts';
import { toMarkdown } from '../src/report/markdown-table.ts';

describe('median', () => {
  it('is the value in the middle, the lower one of two', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2, 7]);
  });

  it('stands for infinity as for any value, and is not a number for nothing', () => {
    expect(median([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(median([])).toBeNaN();
  });

  it('leaves its input as it is', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('figures', () => {
  it('separate thousands and round', () => {
    expect([toFixed(1_234.56), toFixed(0.456, 2), toKibibytes(1_536)]).toEqual(['1,235', '0.46', '1.5']);
  });

  it('give no ratio to nothing', () => {
    expect([toRatio(5, 10), toRatio(5, undefined), toRatio(5, 0)]).toEqual(['0.50x', '', '']);
  });
});

describe('toMarkdown', () => {
  it('aligns text to the left and figures to the right', () => {
    expect(
      toMarkdown({
        head: ['', 'ns'],
        rows: [
          ['ours', '5'],
          ['theirs', '1,000'],
        ],
      }),
    ).toBe(['|        |    ns |', '| ------ | ----: |', '| ours   |     5 |', '| theirs | 1,000 |'].join('\n'));
  });
});

describe('runLimited', () => {
  it('runs no more at once than allowed and keeps the order', async () => {
    const state = { running: 0, most: 0 };
    const results = await runLimited([5, 1, 4, 2, 3], 2, async (item) => {
      state.running += 1;
      state.most = Math.max(state.most, state.running);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      state.running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(state.most).toBe(2);
  });

  it('fails when one fails', async () => {
    await expect(runLimited([1, 2], 2, (item) => Promise.reject(new Error(`item ${item}`)))).rejects.toThrow('item 1');
  });
});

describe('tellCheaper', () => {
  const values = new Map([
    ['ours', 3],
    ['theirs', 2],
    ['another', 4],
    ['the raw one', 1],
  ]);

  it('names who needs less', () => {
    expect(tellCheaper(values, 'ours', 'Faster')).toEqual(['Faster than ours: theirs; the raw one.']);
  });

  it('says nothing when nobody does', () => {
    expect(tellCheaper(values, 'the raw one', 'Faster')).toEqual([]);
  });
});
