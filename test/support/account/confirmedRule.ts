import { parse, stringify } from 'yaml'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { parseRuleText } from '../../../functions/scavenge/rule/ruleFile.ts'

/** Where a rule's tables are. */
interface Place {
  readonly endpoint: string
  readonly region: string
}

/** The rule file with the confirmation code of each of its stages, as a person would have written it there. */
export function confirmedRule(text: string, file: string, place: Place): string {
  const { stages = {}, ...base } = parse(text)
  const codes = Object.entries(Object(stages)).map(([stage, fields]) => [
    stage,
    { ...Object(fields), confirmed: codeOf(text, file, place, stage) },
  ])
  return stringify({ ...base, confirmed: codeOf(text, file, place), stages: Object.fromEntries(codes) })
}

/** The confirmation code of a rule in an emulated account. */
export function codeOf(text: string, file: string, { endpoint, region }: Place, stage?: string): string {
  const { rule } = parseRuleText(text, file, stage)
  const arn = `arn:aws:dynamodb:${region}:000000000000:table/${rule.table}`
  return confirmationCode(rule, { arn, origin: endpoint })
}
