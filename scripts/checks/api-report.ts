import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from '@microsoft/api-extractor';
import { listTargets } from './targets.ts';
import type { WorkspacePackage } from './workspace.ts';

/** The declarations that a package publishes, with the name of the report on each. */
export function listReports(
  entry: WorkspacePackage,
): readonly { readonly report: string; readonly declarations: string }[] {
  return listTargets(entry)
    .filter(({ entry: name, conditions }) => name.startsWith('.') && conditions.includes('types'))
    .map(({ entry: name, file }) => ({
      report: [entry.folder, ...name.split('/').slice(1)].join('-'),
      declarations: file,
    }));
}

/**
 * Writes the public API of one entry as a text, and compares it with the committed `etc/<report>.api.md`.
 *
 * @param update - whether the committed report is replaced
 * @returns what is wrong: messages of the extractor, or that the report differs
 */
export function compareReport(
  root: string,
  entry: WorkspacePackage,
  report: string,
  declarations: string,
  update: boolean,
): readonly string[] {
  const folder = join(root, entry.path);
  const temporary = join(root, 'reports', 'api', entry.folder);
  for (const path of [join(folder, 'etc'), temporary]) if (!existsSync(path)) mkdirSync(path, { recursive: true });
  const messages: string[] = [];
  const result = Extractor.invoke(
    ExtractorConfig.prepare({
      configObject: toConfig(root, folder, report, join(folder, declarations), temporary),
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
    }),
    {
      localBuild: update,
      messageCallback: (message) => {
        message.handled = true;
        const isWrong = message.logLevel === ExtractorLogLevel.Error || message.logLevel === ExtractorLogLevel.Warning;
        if (isWrong && !message.messageId.startsWith('console-'))
          messages.push(`${entry.path}, ${report}: ${message.text}`);
      },
    },
  );
  if (result.apiReportChanged && !update) {
    messages.push(
      `${entry.path}/etc/${report}.api.md differs from the built API. If the change is meant: \`pnpm api:update\`, and commit it`,
    );
  }
  return messages;
}

function toConfig(root: string, folder: string, report: string, declarations: string, temporary: string): IConfigFile {
  return {
    projectFolder: folder,
    mainEntryPointFilePath: declarations,
    newlineKind: 'lf',
    apiReport: {
      enabled: true,
      reportFileName: `${report}.api.md`,
      reportFolder: join(folder, 'etc'),
      reportTempFolder: temporary,
      includeForgottenExports: true,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    compiler: {
      // Not the tsconfig of the package: its `paths` lead to sources, and the extractor reads built declarations only.
      overrideTsconfig: {
        compilerOptions: {
          target: 'es2023',
          lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'],
          module: 'nodenext',
          moduleResolution: 'nodenext',
          strict: true,
          skipLibCheck: true,
          types: ['node'],
          typeRoots: [join(root, 'node_modules', '@types')],
        },
        files: [declarations],
      },
      skipLibCheck: true,
    },
    messages: {
      compilerMessageReporting: { default: { logLevel: 'error' as ExtractorLogLevel } },
      extractorMessageReporting: {
        default: { logLevel: 'warning' as ExtractorLogLevel },
        // We use no release tags: what is exported is public.
        'ae-missing-release-tag': { logLevel: 'none' as ExtractorLogLevel },
        // The same name in several entries of one package is the same thing.
        'ae-forgotten-export': { logLevel: 'none' as ExtractorLogLevel },
        'ae-undocumented': { logLevel: 'none' as ExtractorLogLevel }, // the check `documentation` speaks of these
        'ae-unresolved-link': { logLevel: 'none' as ExtractorLogLevel },
      },
      // Our comments are written for editors, which know more tags than the strict grammar of this tool.
      tsdocMessageReporting: { default: { logLevel: 'none' as ExtractorLogLevel } },
    },
  };
}
