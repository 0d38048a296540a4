// Lets a process run the sources without a build: Node strips the types, and names lead to `src`. For `node --import`.
import { registerHooks } from 'node:module';

const packages = new URL('../packages/', import.meta.url);

function findSource(specifier: string, parent: string | undefined): URL | undefined {
  const [, name, entry] = /^@breakwater\/([\w-]+)(?:\/([\w-]+))?$/.exec(specifier) ?? [];
  if (name !== undefined) return new URL(`${name}/src/${entry === undefined ? '' : `${entry}/`}index.ts`, packages);
  if (specifier.startsWith('#') && !parent?.includes('/node_modules/'))
    return new URL(`core/src/runtime/${specifier.slice(1)}.node.ts`, packages);
  const isOurs = /^\..*\.js$/.test(specifier) && parent !== undefined && !parent.includes('/node_modules/');
  return isOurs ? new URL(specifier.replace(/\.js$/, '.ts'), parent) : undefined;
}

registerHooks({
  resolve(specifier, context, next) {
    const source = findSource(specifier, context.parentURL);
    return source ? { url: source.href, shortCircuit: true } : next(specifier, context);
  },
});
