import type { Command } from 'commander'
import type { Exit } from '../shell/exitCodes.ts'
import { addChange } from './change/command.ts'
import { addCheck } from './check/command.ts'
import { addEstimate } from './estimate/command.ts'
import { addList } from './list/command.ts'
import { addLocal } from './local/command.ts'
import { addPause } from './pause/command.ts'
import { addResume } from './resume/command.ts'
import { addStart } from './start/command.ts'
import { addStop } from './stop/command.ts'
import { addWatch } from './watch/command.ts'
import { addWhy } from './why/command.ts'

/**
 * Adds every command to `program`. Each loads what it needs beyond its options only when it runs, so that `--help` and
 * wrong usage answer at once.
 */
export function addCommands(program: Command, exit: Exit): void {
  const here = [addLocal, addEstimate, addCheck, addWhy]
  const deployed = [addStart, addWatch, addStop, addPause, addResume, addChange, addList]
  for (const add of [...here, ...deployed]) add(program, exit)
}
