import { NoProgress } from '../../errors.ts'
import type { Counts } from '../../progress/ledger.ts'

/** What one pass did, for its metrics. */
export interface PassFigures {
  /** The ledger that the pass began with, and the one that it ended with. */
  readonly before: Readonly<Counts>
  readonly after: Readonly<Counts>
  readonly dryRun: boolean
  /** How often requests and single deletes failed, by code. */
  readonly trouble: Readonly<Record<string, number>>
}

/** NoProgress, thrown by a pass that counted: its figures are for its metrics. */
export class StalledPass extends NoProgress {
  readonly figures: PassFigures
  constructor(message: string, figures: PassFigures) {
    super(message)
    this.figures = figures
  }
}

/** A defect: the ledger of a pass does not balance. Its figures are for its metrics. */
export class UnbalancedPass extends Error {
  override readonly name = 'UnbalancedPass'
  readonly figures: PassFigures
  constructor(figures: PassFigures) {
    super(`ledger: expected to balance, found ${JSON.stringify(figures.after)}`)
    this.figures = figures
  }
}

/** The figures of a pass that ended by an error; undefined for an error that came before it had counted. */
export function figuresOf(error: unknown): PassFigures | undefined {
  return error instanceof StalledPass || error instanceof UnbalancedPass ? error.figures : undefined
}
