// Plain JavaScript, because the types of the sequencer describe its CommonJS export, and Node imports the other.
import Sequencer from '@jest/test-sequencer'

/** What takes longest. Begun last, one of these would keep one core busy while the others have nothing left to do. */
const SLOW = /\/test\/(?:e2e|deployed|integration|simulation|unit\/cli\/commands\/commands\.test)/

/** Jest's own order (what failed or took long before comes first), with the slow files before all others. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const [slow, quick] = [[], []]
    for (const test of super.sort(tests)) (SLOW.test(test.path) ? slow : quick).push(test)
    return [...slow, ...quick]
  }
}
