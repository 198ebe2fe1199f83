import { InvalidArgumentError, program } from 'commander'
import { type Coverage, coverageOf } from './coverage.ts'
import { KINDS } from './kinds.ts'

interface Options {
  readonly tables: number
  readonly seed: number
  readonly json?: true
}

program
  .name('npm run simulate:estimate --')
  .description(
    'Estimates simulated tables of each kind and prints how often the interval holds the truth, as Markdown.',
  )
  .option('--tables <count>', 'how many tables of each kind', positive, 10_000)
  .option('--seed <seed>', 'another seed, other tables', positive, 1)
  .option('--json', 'prints JSON, one line a kind')
  .action(({ tables, seed, json }: Options) => {
    if (!json) printHead()
    for (const kind of KINDS) {
      const coverage = coverageOf(kind, tables, seed)
      if (json) console.log(JSON.stringify({ name: kind.name, atLeast: kind.atLeast, ...coverage }))
      else printRow(kind.name, coverage)
    }
  })

program.parse()

function printHead(): void {
  console.log('| kind | candidates | items | without a count: candidates | items | naive | middle table | naive |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
}

function printRow(name: string, found: Coverage): void {
  const { items, candidates, itemsUncounted, candidatesUncounted, naive } = found
  const shares = [candidates, items, candidatesUncounted, itemsUncounted, naive].map(percent)
  const middle = [
    `${times(found.low)} to ${times(found.high)}`,
    `${times(found.naiveLow)} to ${times(found.naiveHigh)}`,
  ]
  console.log(`| ${[name, ...shares, ...middle].join(' | ')} |`)
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.')
  return Number(text)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** Two digits, as many places as that takes. */
function times(truth: number): string {
  return truth >= 100 ? truth.toFixed(0) : String(Number(truth.toPrecision(2)))
}
