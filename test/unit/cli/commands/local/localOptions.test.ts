import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { type LocalFlags, localOptions } from '../../../../../cli/commands/local/localOptions.ts'
import { UsageError } from '../../../../../cli/shell/failure.ts'

const options = (flags: Partial<LocalFlags> = {}) => localOptions({ rule: 'r.yml', ...flags })

describe('the options of a local run', () => {
  test('a pass is short on the embedded engine and full on another', async () => {
    expect(await options()).toMatchObject({ passSeconds: 8, input: {}, endpoint: undefined })
    expect(await options({ endpoint: 'http://h:1' })).toMatchObject({ passSeconds: 900, endpoint: 'http://h:1' })
    expect(await options({ endpoint: 'http://h:1', passSeconds: '30' })).toMatchObject({ passSeconds: 30 })
  })

  test('the input may be in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scavenge-test-'))
    const file = join(folder, 'input.json')
    writeFileSync(file, '{"dryRun": true}')
    expect((await options({ input: `@${file}` })).input).toEqual({ dryRun: true })
    rmSync(folder, { recursive: true })
  })

  test('the confirmation code goes into the input', async () => {
    const { input } = await options({ confirm: 'k7m2q9x4tb', input: '{"readers":2}' })
    expect(input).toEqual({ readers: 2, confirm: 'k7m2q9x4tb' })
  })

  test.each<[Partial<LocalFlags>, RegExp]>([
    [{ passSeconds: '0' }, /--pass-seconds: expected a whole number from 1 to 900, found "0"/],
    [{ passSeconds: '901' }, /found "901"/],
    [{ passSeconds: '1.5' }, /found "1.5"/],
    [{ passSeconds: '' }, /found ""/],
    [{ items: '-3' }, /--items: expected/],
    [{ memory: '64' }, /--memory: expected a whole number from 128 to 10240/],
    [{ input: '{' }, /--input: expected a JSON object/],
    [{ input: '[1]' }, /found a list/],
    [{ input: 'null' }, /found null/],
    [{ input: '@missing.json' }, /expected a readable file/],
    [{ endpoint: 'localhost:8000' }, /--endpoint: expected a URL/],
    [{ endpoint: 'http://h:1', items: '5' }, /leave one of them out/],
    [{ confirm: 'k7m2q9x4tb', input: '{"confirm":"k7m2q9x4tb"}' }, /--confirm .* leave one of them out/],
  ])('%o is refused in one line', async (flags, message) => {
    const refusal: unknown = await options(flags).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UsageError)
    expect(String(refusal)).toMatch(message)
    expect(String(refusal)).not.toContain('\n')
  })
})
