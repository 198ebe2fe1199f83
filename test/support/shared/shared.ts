/** What is slow to start, and is started once for a whole run of the tests. */
export type SharedPart = 'dynamodb-local' | 'bundle'

/** The variable of the environment that says where a test asks for a part. */
export const SHARED_AT = 'TESTS_SHARED_AT'

/** The endpoint of DynamoDB Local, or the path of the bundle. Throws what kept the part from starting. */
export async function shared(part: SharedPart): Promise<string> {
  const answer = await fetch(`${process.env[SHARED_AT]}/${part}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${part} did not start: ${text}`)
  return text
}
