import { expect, test } from '@jest/globals'
import { formerFingerprint } from '../../../functions/scavenge/confirmation/formerFingerprint.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { workersRule } from '../../support/rules/workersRule.ts'

const SOURCE = { file: 'rules/workers.yml', name: 'workers' }

function fingerprint(change: object = {}): string {
  return formerFingerprint(parseRule(workersRule('workers', change), SOURCE))
}

test('is what release 0.1.0 computed for the rule workers', () => {
  expect(fingerprint()).toBe('98d92d5d4aae1e3788864a07a715a720')
})

test('changes with the age', () => {
  const { age } = workersRule('workers')
  expect(fingerprint({ age: { ...age, olderThan: '49h' } })).not.toBe(fingerprint())
})
