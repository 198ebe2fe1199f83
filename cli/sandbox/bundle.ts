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

interface BundleOptions {
  /** The handler unless told. */
  readonly entry?: string
  /** Modules that are bundled themselves, although the settings have a stand-in for them; none unless told. */
  readonly asTheyCome?: readonly string[]
  /** Whether a source map, PATH.map, is beside the bundle; none unless told. */
  readonly withMap?: boolean
}

/** Builds what a deployment uploads, with the same settings. */
export async function buildBundle(options: BundleOptions = {}): Promise<Bundle> {
  const { entry = HANDLER, asTheyCome = [], withMap = false } = options
  const { custom } = parse(readFileSync(join(PROJECT, 'serverless.yml'), 'utf8'), { logLevel: 'error' })
  const { outputFileExtension, exclude, ...settings }: EsbuildSettings = custom.esbuild
  const standIns = Object.entries(settings.alias ?? {}).filter(([module]) => !asTheyCome.includes(module))
  const folder = mkdtempSync(join(tmpdir(), 'scavenge-'))
  const path = join(folder, `handler${outputFileExtension}`)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    await build({
      ...settings,
      sourcemap: withMap && 'linked',
      sourcesContent: false,
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
