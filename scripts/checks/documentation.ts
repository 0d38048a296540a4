import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { listReports } from './api-report.ts';
import type { Check } from './check.ts';
import { publishedPackages } from './workspace.ts';

/** Every public export says what it is, and every factory shows how it is used. */
export const documentation: Check = {
  name: 'documentation',
  about: 'every public export has a TSDoc sentence; every create* factory of an entry has an @example',
  async run(workspace) {
    const sources = publishedPackages(workspace).flatMap((entry) =>
      listReports(entry).map(({ declarations }) =>
        join(workspace.root, entry.path, declarations.replace(/^dist\/(.*)\.d\.ts$/, 'src/$1.ts')),
      ),
    );
    const { problems, count } = findUndocumented(workspace.root, sources);
    return { problems, summary: `${count} exports` };
  },
};

/** The exports of the given entry files that lack a sentence, and the factories that lack an example. */
export function findUndocumented(
  root: string,
  sources: readonly string[],
): { readonly problems: readonly string[]; readonly count: number } {
  const program = ts.createProgram(sources, readCompilerOptions(root));
  const checker = program.getTypeChecker();
  const problems = new Map<ts.Symbol, string>();
  const seen = new Set<ts.Symbol>();
  for (const source of sources) {
    const file = program.getSourceFile(source);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) continue; // absent or empty: the checks `types` and `entries` speak of that
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations?.[0];
      if (!declaration || seen.has(symbol) || !isOurs(root, declaration.getSourceFile().fileName)) continue;
      seen.add(symbol);
      const missing = findMissing(exported.name, symbol, checker);
      if (missing) problems.set(symbol, `${toPosition(root, declaration)}: ${exported.name} ${missing}`);
    }
  }
  return { problems: [...problems.values()].sort(), count: seen.size };
}

function findMissing(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): string | undefined {
  const sentence = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  if (sentence === '') return 'has no TSDoc sentence';
  const isFactory = /^create[A-Z]/.test(name) && (symbol.flags & ts.SymbolFlags.Function) !== 0;
  if (isFactory && !symbol.getJsDocTags(checker).some((tag) => tag.name === 'example'))
    return 'is a factory without an @example';
  return undefined;
}

function isOurs(root: string, file: string): boolean {
  const path = relative(root, file).split(sep).join('/');
  return path.startsWith('packages/') && !path.includes('node_modules/');
}

function toPosition(root: string, declaration: ts.Declaration): string {
  const file = declaration.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
  return `${relative(root, file.fileName).split(sep).join('/')}:${line + 1}`;
}

function readCompilerOptions(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}
