/** Files that stand above the rooms; everything in functions/scavenge may import them. */
const ABOVE_THE_ROOMS = ['errors.ts', 'log.ts']

/**
 * What each room of functions/scavenge may import. A new arrow is a decision: its reason belongs in the commit that adds
 * it.
 */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  'handler.ts': ['tasks', 'execution', 'environment'],
  'errors.ts': [],
  'log.ts': [],
  tasks: [
    'pass',
    'hint',
    'execution',
    'guard',
    'progress',
    'pace',
    'confirmation',
    'reading',
    'rule',
    'age',
    'table',
    'dynamodb',
    'sdk',
    'request',
    'waiting',
    'cost',
    'estimate',
  ],
  pass: [
    'hint',
    'guard',
    'progress',
    'pace',
    'execution',
    'confirmation',
    'reading',
    'rule',
    'age',
    'table',
    'request',
    'waiting',
  ],
  hint: ['progress', 'rule', 'age', 'table'],
  execution: ['guard', 'progress', 'rule', 'age', 'request', 'sdk', 'waiting'],
  progress: ['rule', 'table', 'waiting'],
  guard: ['progress', 'rule', 'table', 'cost', 'waiting'],
  pace: ['request', 'waiting'],
  confirmation: ['rule', 'age'],
  environment: ['rule', 'table'],
  reading: ['rule', 'age', 'table'],
  rule: ['age', 'table'],
  age: ['table'],
  table: ['request'],
  dynamodb: ['table', 'reading', 'rule', 'request', 'sdk'],
  sdk: [],
  request: ['waiting'],
  waiting: [],
  cost: [],
  estimate: ['table', 'reading', 'rule', 'age', 'cost', 'request', 'waiting'],
}

/** What each room of the command line may import from the command line. From functions it imports anything but these. */
const CLI: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['commands', 'shell'],
  'scavenge.mjs': ['main.ts', 'shell'],
  commands: ['report', 'executions', 'sandbox', 'engine', 'verify', 'verdict', 'answer', 'shell'],
  report: ['answer', 'executions', 'verify'],
  executions: ['answer', 'shell'],
  sandbox: ['answer', 'shell'],
  verify: ['answer', 'engine'],
  verdict: ['shell'],
  engine: ['shell'],
  answer: [],
  shell: [],
}

const NOT_FOR_CLI = ['handler.ts', 'tasks', 'dynamodb']

/**
 * The one exception: an estimate on this machine is made in the command's own process, because it shows items, and an
 * answer of the function may hold none.
 */
const LOCAL_ESTIMATE = ['cli/commands/estimate/runLocalEstimate.ts', 'functions/scavenge/tasks/estimate.ts'] as const

/** The room of a path, or undefined outside of functions/scavenge and cli. */
function roomOf(path: string): { readonly area: 'functions' | 'cli'; readonly room: string } | undefined {
  const [first = '', second = '', third = ''] = path.split('/')
  if (first === 'functions' && second === 'scavenge') return { area: 'functions', room: third }
  return first === 'cli' ? { area: 'cli', room: second } : undefined
}

/**
 * Whether the file `from` may import the file `to`. Inside a room anything may. Outside of the rooms only the tests' runs
 * may import the handler.
 */
export function mayImport(from: string, to: string): boolean {
  const importer = roomOf(from)
  const imported = roomOf(to)
  if (importer === undefined) return imported?.room !== 'handler.ts' || from.startsWith('test/support/runs/')
  if (importer.area === 'functions') {
    if (imported?.area !== 'functions') return false
    if (importer.room === imported.room || ABOVE_THE_ROOMS.includes(imported.room)) return true
    return FUNCTIONS[importer.room]?.includes(imported.room) === true
  }
  if (from === LOCAL_ESTIMATE[0] && to === LOCAL_ESTIMATE[1]) return true
  if (imported?.area === 'functions') return !NOT_FOR_CLI.includes(imported.room)
  if (imported === undefined) return to.startsWith('statemachine/')
  return importer.room === imported.room || CLI[importer.room]?.includes(imported.room) === true
}
