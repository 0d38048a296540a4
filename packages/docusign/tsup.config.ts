import { packageBuild } from '../../scripts/tsup-preset.ts';

export default packageBuild({
  webhooks: 'src/webhooks/index.ts',
});
