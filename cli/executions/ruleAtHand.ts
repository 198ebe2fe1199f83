import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'
import { readRuleFile } from '../../functions/scavenge/rule/ruleFile.ts'
import { UsageError } from '../shell/failure.ts'
import { RULES } from '../shell/project.ts'
import type { StageRule } from './names.ts'

/** A rule by its file in the project, as its stage runs it; undefined where no such file is here. */
export function ruleAtHand({ stage, rule }: StageRule, directory = RULES): Rule | undefined {
  const file = [`${rule}.yml`, `${rule}.yaml`].map((name) => join(directory, name)).find(existsSync)
  return file === undefined ? undefined : readRuleFile(file, stage).rule
}

/** Throws UsageError where the rule's file at hand names another Region than the one that a command goes to. */
export function checkRuleRegion(stageRule: StageRule, region: string, directory = RULES): void {
  const expected = ruleAtHand(stageRule, directory)?.deployment.region
  if (expected === undefined || expected === region) return
  throw new UsageError(
    `rule ${stageRule.rule}, stage ${stageRule.stage}: expected the Region ${expected}, which its file names, ` +
      `found ${region}: say --region ${expected}, or correct the rule`,
  )
}
