import { packageBuild } from '../../scripts/tsup-preset.ts';

export default packageBuild({
  index: 'src/index.ts',
  webhooks: 'src/webhooks/index.ts',
  node: 'src/node/index.ts',
  'async-context.node': 'src/runtime/async-context.node.ts',
  'async-context.web': 'src/runtime/async-context.web.ts',
  'crypto.node': 'src/runtime/crypto.node.ts',
  'crypto.web': 'src/runtime/crypto.web.ts',
});
