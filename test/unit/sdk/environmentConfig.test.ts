import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import * as theirs from '@smithy/core/config'
import * as ours from '../../../functions/scavenge/sdk/environmentConfig.ts'

const before = { ...process.env }

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
})
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
})

describe('the configuration of the environment', () => {
  test.each([
    ['the Region', ours.NODE_REGION_CONFIG_OPTIONS, theirs.NODE_REGION_CONFIG_OPTIONS, 'AWS_REGION', 'eu-central-1'],
    [
      'FIPS endpoints',
      ours.NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
      theirs.NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
      'AWS_USE_FIPS_ENDPOINT',
      'true',
    ],
    [
      'dual-stack endpoints',
      ours.NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
      theirs.NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
      'AWS_USE_DUALSTACK_ENDPOINT',
      'true',
    ],
  ])('is read as the SDK reads it: %s', async (_, own, sdk, name, value) => {
    process.env[name] = value
    const found = await ours.loadConfig<string | boolean>(own)()
    expect(found).toBe(value === 'true' ? true : value)
    expect(found).toBe(await theirs.loadConfig<string | boolean>(sdk)())
  })

  test('has the SDK’s defaults where the environment is silent', async () => {
    expect(await ours.loadConfig(ours.NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS)()).toBe(false)
    expect(await ours.loadConfig({ environmentVariableSelector: () => undefined, default: async () => 7 })()).toBe(7)
    await expect(ours.loadConfig(ours.NODE_REGION_CONFIG_OPTIONS)()).rejects.toThrow('AWS_REGION: expected')
  })

  test('hands the client’s options to who reads the environment', async () => {
    const options = { signingName: 'dynamodb' }
    const selectors = { environmentVariableSelector: (_: object, given: object) => given, default: {} }
    expect(await ours.loadConfig(selectors, options)()).toBe(options)
  })

  test('refuses a switch that is neither on nor off, without showing it', async () => {
    process.env.AWS_USE_FIPS_ENDPOINT = 'yes'
    const message = 'AWS_USE_FIPS_ENDPOINT: expected true or false in the environment, found another value'
    await expect(ours.loadConfig(ours.NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS)()).rejects.toThrow(message)
    process.env.AWS_USE_FIPS_ENDPOINT = 'false'
    expect(await ours.loadConfig(ours.NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS)()).toBe(false)
  })

  test('takes a Region as a text or a function, and none that could change the host', async () => {
    expect(await ours.resolveRegionConfig({ region: 'eu-west-1' }).region()).toBe('eu-west-1')
    expect(await ours.resolveRegionConfig({ region: async () => 'us-gov-west-1' }).region()).toBe('us-gov-west-1')
    await expect(ours.resolveRegionConfig({ region: 'eu.example/' }).region()).rejects.toThrow('expected a Region')
    await expect(ours.resolveRegionConfig({}).region()).rejects.toThrow('expected a Region')
  })

  test('knows missing credentials by the name by which the engine does', () => {
    expect(new ours.CredentialsProviderError('none')).toMatchObject({
      name: 'CredentialsProviderError',
      message: 'none',
    })
  })
})
