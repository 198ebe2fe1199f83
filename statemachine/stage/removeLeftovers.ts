import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes what packaging leaves in the temporary directory: serverless-esbuild 1.57 copies the bundle into a folder
 * SERVICE-PID-MILLISECONDS-HEX there and removes it without `recursive`, which fails without a word. Only folders of this
 * process are touched.
 */
export function removeLeftovers(temporaryDirectory: string, service: string, pid: number): void {
  const name = new RegExp(`^${service}-${pid}-\\d+-[0-9a-f]{8}$`)
  for (const entry of readdirSync(temporaryDirectory)) {
    if (name.test(entry)) rmSync(join(temporaryDirectory, entry), { recursive: true, force: true })
  }
}
