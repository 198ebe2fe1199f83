import type { Emulator } from './emulator.ts'

/** What a service is asked: a form for the services that speak Query, a target and JSON, or a path. */
interface Asked {
  readonly method?: string
  readonly path?: string
  readonly target?: string
  readonly json?: object
  readonly form?: Readonly<Record<string, string>>
}

/**
 * Asks a service for which the project has no client. The emulator does not look at the signature, only at whose
 * request it is and for which service. Throws what was answered to a request that failed.
 */
export async function ask({ endpoint, region }: Emulator, service: string, asked: Asked): Promise<string> {
  const { method = 'POST', path = '/', target, json, form } = asked
  const scope = `test/20240101/${region}/${service}/aws4_request`
  const headers = {
    Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    ...(target !== undefined && { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.1' }),
  }
  const body = form === undefined ? JSON.stringify(json ?? {}) : new URLSearchParams(form)
  const answer = await fetch(`${endpoint}${path}`, { method, headers, ...(method !== 'GET' && { body }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${service} ${path} ${target ?? form?.Action ?? ''}: ${answer.status} ${text}`)
  return text
}

/** The texts of all elements of that name in an answer in XML. */
export function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text ?? '')
}

/** Everything in the account that is not DynamoDB's, as `service name`. */
export async function everythingIn(emulator: Emulator): Promise<readonly string[]> {
  const query = async (service: string, Version: string, Action: string, element: string) =>
    elements(await ask(emulator, service, { form: { Action, Version } }), element)
  const json = async (service: string, asked: Asked, list: string, name: string) => {
    const answer = JSON.parse(await ask(emulator, service, asked))
    return ((answer[list] ?? []) as readonly (string | Record<string, string>)[]).map((one) =>
      typeof one === 'string' ? one : String(one[name]),
    )
  }
  const get = (path: string) => ({ method: 'GET', path })
  const found: Record<string, readonly string[]> = {
    stack: await query('cloudformation', '2010-05-15', 'DescribeStacks', 'StackName'),
    role: await query('iam', '2010-05-08', 'ListRoles', 'RoleName'),
    topic: await query('sns', '2010-03-31', 'ListTopics', 'TopicArn'),
    alarm: await query('monitoring', '2010-08-01', 'DescribeAlarms', 'AlarmName'),
    dashboard: await query('monitoring', '2010-08-01', 'ListDashboards', 'DashboardName'),
    bucket: elements(await ask(emulator, 's3', get('/')), 'Name'),
    function: await json('lambda', get('/2015-03-31/functions/'), 'Functions', 'FunctionName'),
    schedule: await json('scheduler', get('/schedules'), 'Schedules', 'Name'),
    group: await json('scheduler', get('/schedule-groups'), 'ScheduleGroups', 'Name'),
    queue: await json('sqs', { target: 'AmazonSQS.ListQueues' }, 'QueueUrls', ''),
    log: await json('logs', { target: 'Logs_20140328.DescribeLogGroups' }, 'logGroups', 'logGroupName'),
    machine: await json('states', { target: 'AWSStepFunctions.ListStateMachines' }, 'stateMachines', 'name'),
  }
  return Object.entries(found)
    .flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`))
    .filter((name) => name !== 'group default')
}
