import { PassThrough } from 'node:stream'
import { expect, test } from '@jest/globals'
import { ask } from '../../../../cli/shell/ask.ts'

/** Asks on a terminal on which a person then types these keys. */
async function asked(keys: string, signal = new AbortController().signal): Promise<string> {
  const stdin = new PassThrough()
  const stderr = Object.assign(new PassThrough(), { isTTY: true })
  const answer = ask('Q? ', signal, { stdin, stderr })
  stdin.write(keys)
  return answer
}

test('a question is answered by a line, without white space around it', async () => {
  expect(await asked(' k7m2q9x4tb \r')).toBe('k7m2q9x4tb')
})

test('a question is answered by nothing where Ctrl-D ends the input', async () => {
  expect(await asked('\x04')).toBe('')
})

test('Ctrl-C at a question is SIGINT to the process, which ends the question', async () => {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort('SIGINT'))
  expect(await asked('\x03', stop.signal)).toBe('')
  expect(stop.signal.reason).toBe('SIGINT')
})
