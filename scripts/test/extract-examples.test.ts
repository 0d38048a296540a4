import { describe, expect, it } from 'vitest';
import { extractMarkdownExamples, extractSourceExamples } from '../checks/extract-examples.ts';

const FENCE = '```';

describe('examples in Markdown', () => {
  it('takes each ts block as a program of its own, with the lines it came from', () => {
    const text = `# Title\n${FENCE}ts\nconst a = 1;\n${FENCE}\ntext\n${FENCE}ts\nconst b = 2;\n${FENCE}\n`;
    expect(extractMarkdownExamples('README.md', text).examples).toEqual([
      { file: 'README.md', code: 'const a = 1;', lines: [3] },
      { file: 'README.md', code: 'const b = 2;', lines: [7] },
    ]);
  });

  it('joins a continued block to the one before it', () => {
    const text = `${FENCE}ts\nconst a = 1;\n${FENCE}\n${FENCE}ts continued\nexport { a };\n${FENCE}\n`;
    expect(extractMarkdownExamples('README.md', text).examples).toEqual([
      { file: 'README.md', code: 'const a = 1;\nexport { a };', lines: [2, 5] },
    ]);
  });

  it('leaves other languages alone, and ts fences inside a longer fence', () => {
    const text = `${FENCE}sh\nnpm test\n${FENCE}\n${FENCE}\`md\n${FENCE}ts\nnot code\n${FENCE}\n${FENCE}\`\n`;
    expect(extractMarkdownExamples('README.md', text)).toEqual({ examples: [], problems: [] });
  });

  it.each(['js', 'javascript', 'typescript', 'tsx'])('refuses a %s block, which would not be compiled', (language) => {
    const { problems } = extractMarkdownExamples('README.md', `\n${FENCE}${language}\n1;\n${FENCE}\n`);
    expect(problems).toEqual(['README.md:2: mark this block as ```ts, so that it is compiled']);
  });

  it('reports a block that never ends', () => {
    expect(extractMarkdownExamples('README.md', `${FENCE}ts\nconst a = 1;`).problems).toEqual([
      'README.md:1: this block never ends',
    ]);
  });
});

describe('examples in sources', () => {
  it('takes the blocks below @example up to the next tag, without the stars', () => {
    const text = [
      '/**',
      ' * Makes a thing.',
      ' *',
      ' * @example',
      ` * ${FENCE}ts`,
      ' * make({',
      ' *   size: 1,',
      ' * });',
      ` * ${FENCE}`,
      ' * @throws never',
      ` * ${FENCE}ts`,
      ' * notAnExample();',
      ` * ${FENCE}`,
      ' */',
      'export function make(): void {}',
    ].join('\n');
    expect(extractSourceExamples('make.ts', text)).toEqual({
      examples: [{ file: 'make.ts', code: 'make({\n  size: 1,\n});', lines: [6, 7, 8] }],
      problems: [],
    });
  });

  it('keeps decorators and other lines that begin with @ inside the block', () => {
    const text = `/**\n * @example\n * ${FENCE}ts\n * @sealed class A {}\n * ${FENCE}\n */`;
    expect(extractSourceExamples('a.ts', text).examples.map(({ code }) => code)).toEqual(['@sealed class A {}']);
  });

  it('refuses an @example without a ts block', () => {
    expect(extractSourceExamples('a.ts', '/**\n * @example make()\n */').problems).toEqual([
      'a.ts:2: this @example has no ```ts block',
    ]);
  });

  it('does not take code outside of comments for an example', () => {
    const text = `const text = '@example';\nconst other = \`\n${FENCE}ts\nx\n${FENCE}\n\`;`;
    expect(extractSourceExamples('a.ts', text)).toEqual({ examples: [], problems: [] });
  });
});
