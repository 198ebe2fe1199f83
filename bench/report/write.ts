import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figures, Results, ScenarioName } from '../results.ts'
import { SCENARIO_NAMES } from '../results.ts'
import { charts } from './charts.ts'
import { goals } from './goals.ts'
import { fill } from './markdown.ts'
import { TABLES } from './tables.ts'

/** Where a benchmark's document, charts and figures are. */
export interface Place {
  readonly document: string
  /** Of charts and `results.json`. */
  readonly folder: string
}

export function resultsFile({ folder }: Place): string {
  return join(folder, 'results.json')
}

/** Writes what was measured: `results.json`, the charts, and the document's tables between its markers. */
export function writeReport(results: Results, template: string, place: Place): void {
  mkdirSync(place.folder, { recursive: true })
  writeFileSync(resultsFile(place), `${JSON.stringify(results, undefined, 2)}\n`)
  for (const [name, svg] of charts(results.figures)) writeFileSync(join(place.folder, name), svg)
  let document = readFileSync(template, 'utf8')
  for (const name of SCENARIO_NAMES) {
    const text = section(name, results)
    if (text !== undefined) document = fill(document, name, text)
  }
  writeFileSync(place.document, fill(document, 'goals', goals(results.figures)))
}

/** Writes one text between the document's markers of this name. */
export function writeSection(name: string, text: string, { document }: Place): void {
  writeFileSync(document, fill(readFileSync(document, 'utf8'), name, text))
}

function section<Name extends ScenarioName>(name: Name, { figures, measured }: Results): string | undefined {
  const found: Figures[Name] | undefined = figures[name]
  const how = measured[name]
  if (found === undefined || how === undefined) return undefined
  const table: (figures: Figures[Name]) => string = TABLES[name]
  const { date, rounds, node, cpu, cores } = how
  const runs = rounds === 1 ? 'one run' : `medians of ${rounds} runs`
  return `${table(found)}\n\n${date}, ${runs}, ${cores} cores of ${cpu}, shared with the server, Node ${node.slice(1)}.`
}
