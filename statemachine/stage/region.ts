import { loadSharedConfigFiles } from '@smithy/core/config'

/** What a command says about where it goes: its options. */
export interface RegionFlags {
  readonly region?: string | null | undefined
  readonly profile?: string | null | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Commands of the framework that reach no AWS by themselves. */
const OFFLINE = ['package', 'print', 'help', 'plugin']

/**
 * The Region in which a packaged template is formatted where no Region is set. The template itself names none: it takes
 * its Region from CloudFormation's pseudo parameter.
 */
const PACKAGED_IN = 'us-east-1'

/**
 * The Region as the AWS CLI finds it: `--region`, AWS_REGION, AWS_DEFAULT_REGION, the profile's. An empty text is none.
 * undefined where none is set. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export async function regionOf(
  { region, profile }: RegionFlags,
  environment: Environment,
): Promise<string | undefined> {
  const named = region || environment.AWS_REGION || environment.AWS_DEFAULT_REGION
  return named || (await profileRegion(profile || environment.AWS_PROFILE || 'default'))
}

/** A missing file has no profile. In both files, the credentials file counts, as in the SDK. */
async function profileRegion(profile: string): Promise<string | undefined> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true })
  return credentialsFile[profile]?.region || configFile[profile]?.region || undefined
}

/**
 * The Region for the framework, which would fall back to us-east-1 without a word. `argv`: what follows its name on the
 * command line. Throws an Error where none is set, unless the command reaches no AWS.
 */
export async function deploymentRegion(
  flags: RegionFlags,
  environment: Environment,
  argv: readonly string[],
): Promise<string> {
  const region = await regionOf(flags, environment)
  if (region !== undefined) return region
  if (isOffline(argv)) return PACKAGED_IN
  throw new Error(
    'region: expected --region, AWS_REGION, AWS_DEFAULT_REGION or the region of the profile, found none: name the ' +
      'Region of the stage, for example by --region eu-central-1',
  )
}

function isOffline(argv: readonly string[]): boolean {
  const [command] = argv
  return command === undefined || OFFLINE.includes(command) || argv.includes('--help') || argv.includes('-h')
}
