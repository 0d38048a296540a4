import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareReport, listReports } from './api-report.ts';
import type { Check } from './check.ts';
import { publishedPackages } from './workspace.ts';

/** The public API is what the committed reports say. */
export const api: Check = {
  name: 'api',
  about: 'the public API equals the committed etc/*.api.md (update with `pnpm api:update`)',
  needs: ['build'],
  async run(workspace) {
    const problems: string[] = [];
    let count = 0;
    for (const entry of publishedPackages(workspace)) {
      const reports = listReports(entry);
      count += reports.length;
      for (const { report, declarations } of reports)
        problems.push(...compareReport(workspace.root, entry, report, declarations, false));
      const known = new Set(reports.map(({ report }) => `${report}.api.md`));
      const stale = readdirSync(join(workspace.root, entry.path, 'etc')).filter((file) => !known.has(file));
      problems.push(...stale.map((file) => `${entry.path}/etc/${file} reports on no entry; delete it`));
    }
    return { problems, summary: `${count} reports` };
  },
};
