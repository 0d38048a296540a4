/** One program of a document. */
export interface Example {
  readonly file: string;
  readonly code: string;
  /** For each line of `code` its line in `file`, the first being 1. */
  readonly lines: readonly number[];
}

/** The programs of one file, and what is wrong with how they are written. */
export interface ExtractedExamples {
  readonly examples: readonly Example[];
  readonly problems: readonly string[];
}

interface Line {
  readonly text: string;
  readonly number: number;
}

const OTHER_NAMES = /^(typescript|tsx|js|javascript|mjs|jsx)$/;

/**
 * Finds the programs in Markdown. A block that begins with ```` ```ts continued ```` goes on with the block before it;
 * any other one is a program of its own, with its own imports.
 */
export function extractMarkdownExamples(file: string, text: string): ExtractedExamples {
  return extract(
    file,
    text.split('\n').map((line, index) => ({ text: line, number: index + 1 })),
  );
}

/** Finds the programs below `@example` tags in the comments of a source file. Each must be a ```` ```ts ```` block. */
export function extractSourceExamples(file: string, text: string): ExtractedExamples {
  const examples: Example[] = [];
  const problems: string[] = [];
  for (const section of readExampleSections(text)) {
    const extracted = extract(file, section.lines);
    examples.push(...extracted.examples);
    problems.push(...extracted.problems);
    if (extracted.examples.length === 0)
      problems.push(`${file}:${section.number}: this @example has no \`\`\`ts block`);
  }
  return { examples, problems };
}

/** For each `@example` the lines up to the next tag or the end of its comment, without the leading ` * `. */
function readExampleSections(text: string): readonly { readonly number: number; readonly lines: Line[] }[] {
  const sections: { number: number; lines: Line[] }[] = [];
  let current: { number: number; lines: Line[] } | undefined;
  let isComment = false;
  text.split('\n').forEach((raw, index) => {
    if (/^\s*\/\*\*/.test(raw)) isComment = true;
    const line = raw.replace(/^\s*(\/\*\*|\*(?!\/))? ?/, '').replace(/\s*\*\/\s*$/, '');
    const isFenced = (current?.lines.filter(({ text: inside }) => inside.startsWith('```')).length ?? 0) % 2 === 1;
    if (isComment && !isFenced && line.startsWith('@')) {
      current = line.startsWith('@example') ? { number: index + 1, lines: [] } : undefined;
      if (current) sections.push(current);
    } else if (isComment) {
      current?.lines.push({ text: line, number: index + 1 });
    }
    if (/\*\/\s*$/.test(raw)) {
      isComment = false;
      current = undefined;
    }
  });
  return sections;
}

function extract(file: string, lines: readonly Line[]): ExtractedExamples {
  const examples: Example[] = [];
  const problems: string[] = [];
  let open:
    | {
        readonly language: string;
        readonly fence: string;
        readonly isContinued: boolean;
        readonly number: number;
        readonly content: Line[];
      }
    | undefined;
  for (const line of lines) {
    const fence = /^\s*(`{3,})\s*(\S*)\s*(.*?)\s*$/.exec(line.text);
    if (open === undefined) {
      if (!fence) continue;
      const [, marks = '', language = '', more = ''] = fence;
      open = { language, fence: marks, isContinued: more === 'continued', number: line.number, content: [] };
      if (OTHER_NAMES.test(language))
        problems.push(`${file}:${line.number}: mark this block as \`\`\`ts, so that it is compiled`);
    } else if (fence && fence[2] === '' && (fence[1] ?? '').length >= open.fence.length) {
      if (open.language === 'ts') add(file, open.content, open.isContinued ? examples.pop() : undefined, examples);
      open = undefined;
    } else {
      open.content.push(line);
    }
  }
  if (open !== undefined) problems.push(`${file}:${open.number}: this block never ends`);
  return { examples, problems };
}

function add(file: string, content: readonly Line[], before: Example | undefined, examples: Example[]): void {
  const code = content.map(({ text }) => text).join('\n');
  const lines = content.map(({ number }) => number);
  examples.push(
    before ? { file, code: `${before.code}\n${code}`, lines: [...before.lines, ...lines] } : { file, code, lines },
  );
}
