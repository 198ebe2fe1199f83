import type { ProgressView } from '../../../cli/report/progress.ts'

/** A view of progress that shows nothing. `listening`: what a test does with what is shown. */
export function quietView(listening: Partial<ProgressView> = {}): ProgressView {
  return { note() {}, showLoading() {}, show() {}, beat() {}, close() {}, ...listening }
}
