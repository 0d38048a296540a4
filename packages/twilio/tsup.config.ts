import { packageBuild } from '../../scripts/tsup-preset.ts';

export default packageBuild({
  index: 'src/index.ts',
  webhooks: 'src/webhooks/index.ts',
  testing: 'src/testing/index.ts',
});
