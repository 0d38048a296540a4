/** Defects that the torture has to find, each of which somebody has shipped. `about` says what is done wrong. */
export const PLANTED_BUGS = {
  'acknowledge-before-store': 'answers success, and stores the event afterwards',
  'swallow-store-error': 'answers success although the event could not be stored',
  'no-unique-key': 'stores each delivery as an event of its own',
  'remember-in-memory': 'keeps the ids that it has seen in the memory of the process',
  'key-by-subject': 'takes two events of one subject for the same',
  'complete-without-fence': 'counts a claim as held although it was lost',
  'complete-outside-transaction': 'commits the effect, and records it as done afterwards',
  'swallow-handler-error': 'catches what the handler throws, and records the event as done',
  'no-recovery': 'never takes up what a killed process has left',
  'give-up-at-once': 'gives an event up after its first failure',
  'no-order-guard': 'writes the state of whatever event arrives',
  'ties-apply': 'applies an event unless it is older, and trusts clocks of whole seconds',
} as const;

/** The name of a planted defect. */
export type PlantedBug = keyof typeof PLANTED_BUGS;

/** Tells the name of a planted defect from any other text. */
export const isPlantedBug = (name: string): name is PlantedBug => Object.hasOwn(PLANTED_BUGS, name);
