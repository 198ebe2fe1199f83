import type { DirectClient } from '../sdk/directClient.ts'
import type { ConditionalDelete } from './conditionalDelete.ts'

/** What a table's deletes are sent with. */
export interface DeleteRequests {
  readonly client: DirectClient
  /** The table's name. */
  readonly table: string
  readonly conditional: ConditionalDelete
}
