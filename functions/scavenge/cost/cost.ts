import { dollarsOfUnits, LAMBDA_GB_SECOND, LAMBDA_REQUEST, PRICES, TRANSITION } from './prices.ts'

/** US dollars, us-east-1, without the free tier. */
export interface Cost {
  readonly lambda: number
  readonly stepFunctions: number
  readonly dynamodb: number
  readonly total: number
  readonly prices: string
}

export interface Usage {
  /** Seconds in which the function ran, lost passes included. */
  readonly passSeconds: number
  readonly invocations: number
  readonly memoryMb: number
  readonly transitions: number
  readonly readUnits: number
  readonly writeUnits: number
}

/** What a run with this usage costs when it is deployed. */
export function costOf(usage: Usage): Cost {
  const { passSeconds, invocations, memoryMb, transitions, readUnits, writeUnits } = usage
  const lambda = ((passSeconds * memoryMb) / 1024) * LAMBDA_GB_SECOND + invocations * LAMBDA_REQUEST
  const stepFunctions = transitions * TRANSITION
  const dynamodb = dollarsOfUnits({ readUnits, writeUnits })
  return { lambda, stepFunctions, dynamodb, total: lambda + stepFunctions + dynamodb, prices: PRICES }
}
