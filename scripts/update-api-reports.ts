// `pnpm api:update`: writes etc/*.api.md of every package from what was built. Read the difference before committing it.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareReport, listReports } from './checks/api-report.ts';
import { publishedPackages, readWorkspace } from './checks/workspace.ts';

const workspace = await readWorkspace(dirname(dirname(fileURLToPath(import.meta.url))));
for (const entry of publishedPackages(workspace)) {
  for (const { report, declarations } of listReports(entry)) {
    const problems = compareReport(workspace.root, entry, report, declarations, true);
    console.log(`${entry.path}/etc/${report}.api.md${problems.length > 0 ? `\n  ${problems.join('\n  ')}` : ''}`);
    if (problems.length > 0) process.exitCode = 1;
  }
}
