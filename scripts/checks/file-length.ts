import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';

const LIMIT = 220;

/** Files are short enough to be read in one go. Tests may be longer: they are lists. */
export const fileLength: Check = {
  name: 'file-length',
  about: `no source file has more than ${LIMIT} lines`,
  async run(workspace) {
    const files = workspace.files.filter((file) =>
      /^((packages|examples|templates)\/[^/]+\/src|scripts)\/.*\.m?ts$/.test(file),
    );
    const problems = files.flatMap((file) => {
      const lines = readFileSync(join(workspace.root, file), 'utf8').trimEnd().split('\n').length;
      return lines > LIMIT ? [`${file} has ${lines} lines; split it into one concept a file`] : [];
    });
    return { problems, summary: `${files.length} files` };
  },
};
