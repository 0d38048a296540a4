import { differsFrom } from './comparison.ts';
import { tellStory } from './story.ts';

const facts = await tellStory({ print: (line) => console.log(line) });
const differences = facts.filter(differsFrom).length;
console.log(differences === 0 ? 'All believe the same.' : `${differences} facts differ.`);
process.exitCode = differences === 0 ? 0 : 1;
