import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { passEnvironment, ruleOf } from '../../../functions/scavenge/environment/environment.ts'
import { nodeOptions } from '../../../functions/scavenge/environment/nodeOptions.ts'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { workersRule } from '../../support/rules/workersRule.ts'

const RULE = workersRule('workers')

describe('the environment of a function', () => {
  test('brings the rule that was put into it', () => {
    const environment = passEnvironment({ data: RULE, ruleName: 'workers', stage: 'prod', memoryMb: 512 })
    expect(ruleOf({ ...environment })).toMatchObject({ name: 'workers', table: 'workers', readers: 10 })
    expect(environment.STAGE).toBe('prod')
  })

  test('bounds V8’s heap by the function’s memory', () => {
    const environment = passEnvironment({ data: RULE, ruleName: 'workers', stage: 'prod', memoryMb: 256 })
    expect(environment.NODE_OPTIONS).toBe(nodeOptions(256))
  })

  test('names a file where it has no room for the rule, and the rule is read from there', () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'rule-'))
    const ruleFile = join(folder.path, 'rule.json')
    const { filter, ...rest } = RULE
    const data = { ...rest, filter: { ...filter, values: { ...filter.values, ':string': 'é'.repeat(2_000) } } }
    const environment = passEnvironment({ data, ruleName: 'workers', stage: 'prod', memoryMb: 512, ruleFile })
    expect(environment).toMatchObject({ RULE_FILE: ruleFile })
    expect(environment).not.toHaveProperty('RULE')
    expect(() => ruleOf({ ...environment })).toThrow('environment RULE_FILE: expected a readable file, found none')
    writeFileSync(ruleFile, '{')
    expect(() => ruleOf({ ...environment })).toThrow('environment RULE_FILE: expected JSON, found 1 other')
    writeFileSync(ruleFile, JSON.stringify({ ...data, readers: 0 }))
    expect(() => ruleOf({ ...environment })).toThrow('environment RULE_FILE: readers: expected')
    writeFileSync(ruleFile, JSON.stringify(data))
    expect(ruleOf({ ...environment }).filter.values).toMatchObject({ ':string': { S: 'é'.repeat(2_000) } })
  })

  test('holds a rule of 3,500 bytes itself', () => {
    const options = { ruleName: 'workers', stage: 'prod', memoryMb: 512, ruleFile: '/nowhere' }
    expect(passEnvironment({ ...options, data: 'x'.repeat(3_498) })).toHaveProperty('RULE')
    expect(passEnvironment({ ...options, data: 'x'.repeat(3_499) })).toHaveProperty('RULE_FILE', '/nowhere')
  })

  test.each([
    [{ RULE_NAME: 'workers' }, 'environment RULE: expected JSON, found 0 other characters; deploy again'],
    [{ RULE: '{table:', RULE_NAME: 'workers' }, 'found 7 other characters'],
    [{ RULE: JSON.stringify(RULE) }, "environment RULE: the rule's name: expected a letter"],
    [{ RULE: 'null', RULE_NAME: 'workers' }, 'environment RULE: the rule: expected a map of'],
  ])('without a rule in it, as %j, is refused', (environment, message) => {
    expect(() => ruleOf(environment)).toThrow(InvalidRule)
    expect(() => ruleOf(environment)).toThrow(message)
  })

  test('with no JSON in it, keeps what the parser said', () => {
    expect(() => ruleOf({ RULE: '{' })).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }))
  })
})
