import { createHash } from 'node:crypto'
import { mkdtempDisposableSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { copyProject, type ProjectCopy } from '../account/deployedProject.ts'

interface Resource {
  readonly Type: string
  readonly Properties?: Partial<Properties>
  readonly DependsOn?: readonly string[]
}

/** What the tests look at of the properties of all types together. */
export interface Properties {
  readonly FunctionName: string
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> }
  readonly VpcConfig: object
  readonly PermissionsBoundary: string
  readonly StartDate: string
  readonly LogGroupName: string
  readonly RetentionInDays: number
  readonly StateMachineName: string
  readonly DefinitionString: { readonly 'Fn::Sub': readonly [text: string, values: Readonly<Record<string, object>>] }
  readonly Name: string
  readonly State: string
  readonly QueueName: string
  readonly AlarmName: string
  readonly DashboardName: string
  readonly RoleName: string
  readonly BucketName: string
  readonly Policies: readonly [{ readonly PolicyDocument: { readonly Statement: readonly Statement[] } }]
}

interface Statement {
  readonly Action: readonly string[]
  readonly Resource: unknown
}

export interface Packaged {
  readonly directory: string
  /** Everything that packaging wrote to its two outputs. */
  readonly log: string
  /** What packaging left in the temporary directory. */
  readonly leftBehind: readonly string[]
  readonly template: {
    readonly Resources: Readonly<Record<string, Resource>>
    readonly Outputs: Readonly<Record<string, { readonly Export?: { readonly Name: string } }>>
  }
  /** The template's file. */
  readonly templateFile: string
  /** SHA-256 of the functions' archive. */
  readonly archiveHash: string
  /** What is in the functions' archive, by path. */
  readonly archive: ReadonlyMap<string, Buffer>
  /** Removes `directory`. */
  remove(): void
}

/** Packages a copy of the project, with more rules, for a stage: where no AWS credentials are, nor a Region unless told. */
export async function packageStage(
  stage: string,
  moreRules: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Packaged> {
  using home = mkdtempDisposableSync(join(tmpdir(), 'home-'))
  using temporary = mkdtempDisposableSync(join(tmpdir(), 'temporary-'))
  const { PATH, NODE_COMPILE_CACHE } = process.env // what Node compiles stays with the run of the tests
  const env = { PATH, HOME: home.path, TMPDIR: temporary.path, NODE_COMPILE_CACHE, ...environment }
  const project = copyProject(env)
  try {
    for (const [file, text] of Object.entries(moreRules)) project.rule(file, text)
    const log = await project.serverless('package', '--stage', stage, '--package', 'packaged')
    return { ...packaged(project), log, leftBehind: readdirSync(temporary.path) }
  } catch (error) {
    project.remove()
    throw error
  }
}

/** What packaging made in a copy of the project. */
function packaged({ directory, remove }: ProjectCopy): Omit<Packaged, 'log' | 'leftBehind'> {
  const folder = join(directory, 'packaged')
  const archives = readdirSync(folder).filter((file) => file.endsWith('.zip'))
  if (archives.length !== 1) throw new Error(`expected one archive, found ${archives.join(', ') || 'none'}`)
  const templateFile = join(folder, 'cloudformation-template-update-stack.json')
  const zip = readFileSync(join(folder, archives.join()))
  return {
    directory,
    template: JSON.parse(readFileSync(templateFile, 'utf8')),
    templateFile,
    archiveHash: createHash('sha256').update(zip).digest('hex'),
    archive: unzip(zip),
    remove,
  }
}

/** The files of a zip archive, read from its central directory. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf('PK\x05\x06')
  const files = new Map<string, Buffer>()
  let header = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameEnd = header + 46 + zip.readUInt16LE(header + 28)
    const local = zip.readUInt32LE(header + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const data = zip.subarray(start, start + zip.readUInt32LE(header + 20))
    const stored = zip.readUInt16LE(header + 10) === 0
    files.set(zip.toString('utf8', header + 46, nameEnd), stored ? data : inflateRawSync(data))
    header = nameEnd + zip.readUInt16LE(header + 30) + zip.readUInt16LE(header + 32)
  }
  return files
}
