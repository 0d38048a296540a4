import { packageBuild } from '../../scripts/tsup-preset.ts';

export default packageBuild({ index: 'src/index.ts' });
