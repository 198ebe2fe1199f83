/** Resources of one stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500

/** The bucket of the framework, and its policy. */
const OF_THE_FRAMEWORK = 2

/** What the framework and its plugin make of a rule: the function and its log group, and the state machine. */
const MADE_FOR_A_RULE = 3

/**
 * Throws an Error that says how many rules fit, where CloudFormation would refuse the stack for its resources. `own`: the
 * resources that deployment.ts itself makes of the rules.
 */
export function checkResources(rules: number, own: number, rulesDirectory: string): void {
  const found = own + rules * MADE_FOR_A_RULE + OF_THE_FRAMEWORK
  if (found <= MAX_RESOURCES) return
  const shared = OF_THE_FRAMEWORK + 1 // the dashboard
  const fit = Math.floor((MAX_RESOURCES - shared) / ((found - shared) / rules))
  throw new Error(
    `${rulesDirectory}: expected a stack of at most ${MAX_RESOURCES} resources, found ${found} for ${rules} rules: ` +
      `about ${fit} rules such as these fit; deploy the others as another service, from a copy of the project`,
  )
}
