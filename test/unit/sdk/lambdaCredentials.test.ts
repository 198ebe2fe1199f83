import { afterEach, expect, test } from '@jest/globals'
import { defaultProvider } from '../../../functions/scavenge/sdk/lambdaCredentials.ts'

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env

afterEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })
})

test('the credentials are those of the environment, read when they are first asked for and only then', async () => {
  const provide = defaultProvider()
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'first', AWS_SECRET_ACCESS_KEY: 'secret' })
  const first = await provide()
  process.env.AWS_ACCESS_KEY_ID = 'second'
  expect(first).toMatchObject({ accessKeyId: 'first', secretAccessKey: 'secret' })
  expect(await provide()).toBe(first)
})
