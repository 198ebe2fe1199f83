import { isNativeError } from 'node:util/types'
import { member } from '../../functions/scavenge/execution/json.ts'
import { RunFailure } from '../shell/failure.ts'

/** Service errors that do not depend on the request: another try may succeed. */
const TRANSIENT = /^(Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|InternalServer)/
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/
const REFUSED =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken)/
const SIGN_IN = 'sign in (aws sso login), or name another profile by --profile or AWS_PROFILE'

/** Whether the connection failed or the service was busy, so that the same request may succeed later. */
export function isLostConnection(error: unknown): error is Error {
  if (!isNativeError(error) || error.name === 'AbortError') return false
  const status = Number(member(member(error, '$metadata'), 'httpStatusCode') ?? 0)
  return noAnswer(error) || notOfTheService(error) || TRANSIENT.test(error.name) || status === 429 || status >= 500
}

/** What the messages of a refusal name. */
export interface Asked {
  readonly endpoint: string
  readonly profile: string | undefined
}

/** The failure in one line for what AWS, the connection or the settings refuse; undefined for a defect of this program. */
export function refusal(error: unknown, { endpoint, profile }: Asked): RunFailure | undefined {
  if (!isNativeError(error) || error instanceof RunFailure) return undefined
  const failure = (name: string, line: string) => new RunFailure(name, oneLine(line), { cause: error })
  const { name, message } = error
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return failure('CredentialsMissing', `${sentence(message)}${profile ? ` (profile ${profile})` : ''}: ${SIGN_IN}`)
  }
  if (/^Region (is missing|not accepted)/.test(message)) {
    return failure('RegionMissing', 'no region is set: say --region, or set AWS_REGION or the region of the profile')
  }
  if (EXPIRED.test(name)) return failure('CredentialsExpired', `${sentence(message)}: ${SIGN_IN}`)
  if (REFUSED.test(name)) return failure('CredentialsRefused', `${sentence(message)}: ${SIGN_IN}`)
  if (name === 'AccessDeniedException') return failure('AccessDenied', message)
  if (noAnswer(error)) {
    return failure('EndpointUnreachable', `nothing answers at ${endpoint} (${codeOf(error)}): correct it, or try again`)
  }
  if (notOfTheService(error)) {
    return failure('EndpointUnreachable', `what answers at ${endpoint} is not Step Functions: correct the endpoint`)
  }
  return '$metadata' in error ? failure(name, message || 'refused without a reason') : undefined
}

/** A short name of the error, such as ECONNRESET. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** Errors of the socket, of DNS and of TLS have one of Node's codes. */
function noAnswer(error: Error): boolean {
  if (error.name === 'TimeoutError') return true
  return (
    'code' in error && typeof error.code === 'string' && /^(E[A-Z_]+|CERT_|UNABLE_|SELF_SIGNED|DEPTH_)/.test(error.code)
  )
}

/** An answer that is not JSON, such as a proxy's page, or an error without a name. */
function notOfTheService(error: Error): boolean {
  return (error.name === 'SyntaxError' && '$response' in error) || error.name === 'Unknown'
}

function sentence(message: string): string {
  return message.replace(/\.\s*$/, '')
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim()
}
