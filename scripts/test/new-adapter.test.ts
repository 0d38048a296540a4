import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renameAcme, toAdapterName } from '../adapter-name.ts';
import { findManifestProblems } from '../checks/manifest.ts';
import { findMissingRooms } from '../checks/rooms.ts';
import type { Manifest, WorkspacePackage } from '../checks/workspace.ts';
import { writeAdapter } from '../new-adapter.ts';

describe('a new adapter', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'adapter-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('has every room under its own name, and nothing of the template’s', () => {
    const folder = join(parent, 'wayfair');
    writeAdapter('wayfair', folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      );
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    const manifest = JSON.parse(read('package.json')) as Manifest;
    const entry: WorkspacePackage = { folder: 'wayfair', path: 'packages/wayfair', manifest };
    expect(findMissingRooms(entry, files, read)).toEqual([]);
    expect(findManifestProblems(entry)).toEqual([]);
    expect(manifest.private).toBeUndefined();
    expect(files.filter((file) => /acme/i.test(file + read(file)))).toEqual([]);
    expect(files.filter((file) => /node_modules|dist/.test(file))).toEqual([]);
  });

  it('overwrites nothing', () => {
    writeAdapter('wayfair', join(parent, 'wayfair'));
    expect(() => writeAdapter('wayfair', join(parent, 'wayfair'))).toThrow(/exist/i);
  });

  it.each([undefined, '', 'Wayfair', 'way-fair', '../core', '9lives', 'w', 'acme'])('cannot be called %s', (name) => {
    expect(toAdapterName(name)).toBeUndefined();
  });

  it('keeps the case of names', () => {
    expect(renameAcme('createAcme acme_key ACME_API_KEY', 'wayfair')).toBe('createWayfair wayfair_key WAYFAIR_API_KEY');
  });
});
