// Plain JavaScript on purpose: it has to run on a Node that cannot read TypeScript, in order to say so.
const MINIMUM = { major: 22, minor: 18 };

/** Ends the process with an explanation when this Node cannot run TypeScript files. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return;
  console.error(
    `This script needs Node ${MINIMUM.major}.${MINIMUM.minor} or newer and was started with ${process.version}.\n` +
      'Start it with `npm run demo` or `npm test`: they bring Node 24 along. Where the package registry has no\n' +
      'Node 24 for your platform (macOS), install it yourself.',
  );
  process.exit(1);
}
