import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { parse } from 'yaml'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** The deployed bundle with a source map beside it; `folder` takes both. Answers the bundle's path. */
export async function bundleWithMap(folder: string): Promise<string> {
  const { custom } = parse(readFileSync(join(PROJECT, 'serverless.yml'), 'utf8'), { logLevel: 'error' })
  const { outputFileExtension, exclude, ...settings } = custom.esbuild
  const outfile = join(folder, `handler${outputFileExtension}`)
  await build({
    ...settings,
    external: exclude,
    absWorkingDir: PROJECT,
    entryPoints: ['functions/scavenge/handler.ts'],
    outfile,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  })
  return outfile
}
