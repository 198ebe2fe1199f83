import { summed } from '../../../functions/scavenge/progress/summed.ts'
import type { PassProgress } from '../../answer/passAnswer.ts'
import type { ProgressView } from '../../report/progress.ts'

interface Shown {
  readonly pass: number
  readonly progress: PassProgress
}

/** Shows the progress of shards that run side by side as that of one execution. */
export class ShardsProgress {
  readonly #view: ProgressView
  /** By the shard, so that a later execution of a shard takes the place of the one before. */
  readonly #shown = new Map<string, Shown>()

  constructor(view: ProgressView) {
    this.#view = view
  }

  /** What one shard's execution shows. `segments`: those of the whole table. */
  viewOf({ shard, segments }: { readonly shard: string; readonly segments: number }): ProgressView {
    return {
      note: (line) => this.#view.note(`shard ${shard}: ${line}`),
      showLoading() {},
      show: (pass, progress) => {
        this.#shown.set(shard, { pass, progress })
        const all = [...this.#shown.values()]
        const passes = all.reduce((sum, shown) => sum + shown.pass, 0)
        this.#view.show(passes, { ...together(all.map((shown) => shown.progress)), totalSegments: segments })
      },
      beat() {},
      close() {},
    }
  }
}

function together(all: readonly PassProgress[]): Omit<PassProgress, 'totalSegments'> {
  return {
    ledger: summed(all.map(({ ledger }) => ledger)),
    segmentsDone: all.reduce((done, { segmentsDone }) => done + segmentsDone, 0),
    failing: all.flatMap(({ failing = [] }) => failing),
  }
}
