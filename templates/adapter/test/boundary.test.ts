import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** The modules that the files of a folder import, as they are written. */
function importsIn(folder: string): string[] {
  const files = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(source, folder, file), 'utf8');
    // Lines of comments are left out: examples import whatever they like.
    return [...text.matchAll(/^(?! \*).*?(?:from|import\() ?'([^']+)'/gm)].map((match) => match[1] ?? '');
  });
}

describe('what the webhooks entry imports', () => {
  it('is core’s webhooks and its own files, and nothing of the client', () => {
    const foreign = importsIn('webhooks').filter(
      (name) => name !== '@breakwater/core/webhooks' && !name.startsWith('./'),
    );
    expect(foreign).toEqual([]);
  });
});
