import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { parse } from 'yaml'
import { PROJECT } from '../shell/project.ts'

const HANDLER = 'functions/scavenge/handler.ts'

/** The deployment's esbuild settings in serverless.yml: esbuild's own, and two of serverless-esbuild. */
interface EsbuildSettings extends BuildOptions {
  readonly outputFileExtension: string
  /** Modules that are left out of the bundle. */
  readonly exclude: readonly string[]
}

/** A bundle in a temporary folder, which its disposal removes. */
export interface Bundle extends Disposable {
  readonly path: string
}

/**
 * Builds what a deployment uploads, with the same settings. Another entry than the handler may need modules that have a
 * stand-in in the settings: those of `asTheyCome` are bundled themselves.
 */
export async function buildBundle(entry = HANDLER, asTheyCome: readonly string[] = []): Promise<Bundle> {
  const { custom } = parse(readFileSync(join(PROJECT, 'serverless.yml'), 'utf8'), { logLevel: 'error' })
  const { outputFileExtension, exclude, ...settings }: EsbuildSettings = custom.esbuild
  const standIns = Object.entries(settings.alias ?? {}).filter(([module]) => !asTheyCome.includes(module))
  const folder = mkdtempSync(join(tmpdir(), 'scavenge-'))
  const path = join(folder, `handler${outputFileExtension}`)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    await build({
      ...settings,
      alias: Object.fromEntries(standIns),
      external: [...(settings.external ?? []), ...exclude],
      absWorkingDir: PROJECT,
      entryPoints: [entry],
      outfile: path,
      logLevel: 'silent',
    })
  } catch (error) {
    remove()
    throw error
  }
  return { path, [Symbol.dispose]: remove }
}
