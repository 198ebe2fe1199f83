import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe } from '@jest/globals'

const PROJECT = resolve(import.meta.dirname, '../../..')
const INTERPRETERS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
const LEAST_MINOR = 10

/** A tool from PyPI: the Python whose environment holds it. */
export interface PythonTool {
  readonly python: string
}

/**
 * Runs tests that need a tool from PyPI. Where there is no Python for it they are skipped and say so; with CI=true they
 * fail. `name` is that of a file in test/python that pins the tool and everything below it by hash.
 */
export function describeWithPython(
  title: string,
  name: string,
  tests: (tool: () => Promise<PythonTool>) => void,
): void {
  const python = INTERPRETERS.find(isRecent)
  const missing = python === undefined ? `needs Python 3.${LEAST_MINOR} or later, found none` : undefined
  const skipped = missing !== undefined && process.env.CI !== 'true'
  if (skipped) process.stderr.write(`SKIPPED: ${title}: ${missing}\n`)
  const block = skipped ? describe.skip : describe
  block(`${title}${skipped ? ` (skipped: ${missing})` : ''}`, () => {
    tests(async () => {
      if (python === undefined) throw new Error(`${name}: ${missing}`)
      return { python: await environment(python, name) }
    })
  })
}

function isRecent(interpreter: string): boolean {
  const program = `import sys, venv, ensurepip; sys.exit(sys.version_info < (3, ${LEAST_MINOR}))`
  return spawnSync(interpreter, ['-c', program], { stdio: 'ignore' }).status === 0
}

/** The interpreter of an environment with exactly what the file pins, made where it is missing; git ignores it. */
async function environment(interpreter: string, name: string): Promise<string> {
  const requirements = join(PROJECT, 'test/python', `${name}.txt`)
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(PROJECT, '.venv', `${name}-${version}`)
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`
    mkdirSync(join(PROJECT, '.venv'), { recursive: true })
    const run = promisify(execFile)
    await run(interpreter, ['-m', 'venv', unfinished])
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:']
    await run(pythonOf(unfinished), [...pip, '--require-hashes', '--requirement', requirements])
    try {
      renameSync(unfinished, folder) // only a whole one has this name
    } catch (error) {
      rmSync(unfinished, { recursive: true })
      if (!existsSync(folder)) throw error // else another test was faster
    }
  }
  return pythonOf(folder)
}

function pythonOf(folder: string): string {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
}
