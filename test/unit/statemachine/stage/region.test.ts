import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { connect } from '../../../../cli/executions/connection.ts'
import { deploymentRegion, regionOf } from '../../../../statemachine/stage/region.ts'

const VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']

let directory: string
let before: NodeJS.ProcessEnv
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aws-'))
  before = { ...process.env }
  for (const variable of VARIABLES) delete process.env[variable]
  process.env.AWS_CONFIG_FILE = join(directory, 'config')
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(directory, 'credentials')
})
afterEach(() => {
  for (const variable of VARIABLES) delete process.env[variable]
  Object.assign(process.env, before)
  rmSync(directory, { recursive: true })
})

const profiles = () =>
  writeFileSync(
    join(directory, 'config'),
    '[default]\nregion = eu-west-1\n[profile ops]\nregion = eu-north-1\n[profile none]\noutput = json\n',
  )

describe('a deployment and the command line take the Region', () => {
  test.each([
    ['--region before all else', { region: 'sa-east-1' }, { AWS_REGION: 'eu-south-1' }, 'sa-east-1'],
    ['AWS_REGION', {}, { AWS_REGION: 'eu-south-1', AWS_DEFAULT_REGION: 'eu-south-2' }, 'eu-south-1'],
    ['AWS_DEFAULT_REGION', {}, { AWS_DEFAULT_REGION: 'eu-south-2' }, 'eu-south-2'],
    ['past an empty AWS_REGION', {}, { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-south-2' }, 'eu-south-2'],
    ['of the default profile', {}, { AWS_REGION: '', AWS_DEFAULT_REGION: '' }, 'eu-west-1'],
    ['of the profile that the environment names', {}, { AWS_PROFILE: 'ops' }, 'eu-north-1'],
    ['of the profile that an option names', { profile: 'ops' }, { AWS_PROFILE: 'default' }, 'eu-north-1'],
    ['from a variable before the profile', { profile: 'ops' }, { AWS_REGION: 'eu-south-1' }, 'eu-south-1'],
  ])('%s', async (_, flags, environment, expected) => {
    profiles()
    Object.assign(process.env, environment)
    expect(await regionOf(flags, process.env)).toBe(expected)
    expect(await connect(flags).config.region()).toBe(expected)
    expect(await deploymentRegion(flags, process.env, ['deploy'])).toBe(expected)
  })
})

describe('without a Region', () => {
  const refusal = 'region: expected --region, AWS_REGION, AWS_DEFAULT_REGION or the region of the profile, found none'

  test.each([['deploy'], ['remove'], ['rollback'], ['deploy', 'list']])(
    'the framework’s command %s %s is refused with a sentence',
    async (...argv) => {
      await expect(deploymentRegion({}, process.env, argv)).rejects.toThrow(refusal)
      profiles()
      await expect(deploymentRegion({ profile: 'none' }, process.env, argv)).rejects.toThrow(refusal)
    },
  )

  test.each([[['package', '--stage', 'dev']], [['print']], [['deploy', '--help']], [[]]])(
    'what reaches no AWS, %j, goes on',
    async (argv) => {
      await expect(deploymentRegion({}, process.env, argv)).resolves.toBe('us-east-1')
    },
  )

  test('the command line says that none is set', async () => {
    await expect(connect({}).config.region()).rejects.toThrow('Region is missing')
  })
})
