// The framework loads CommonJS only. deployment.ts makes what it deploys.

// The archive keeps the file mode of the bundle, and Lambda reads the bundle as another user. With a strict umask Lambda
// could not load it, and its hash would differ.
process.umask(0o022)

const { mkdirSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { tmpdir } = require('node:os')

/** Commands that make a template. */
const MAKES_TEMPLATE = ['deploy', 'package']

/** Sources of variables that are looked up in a Region. */
const ASKS_AWS = /^(?:ssm|cf|s3|aws)\b/

const said = new Set()
let cleansUp = false

module.exports = async ({ options, resolveVariable }) => {
  const { deployment } = await import('./deployment.ts')
  const { removeLeftovers } = await import('./stage/removeLeftovers.ts')
  const { regionOf } = await import('./stage/region.ts')
  const { resolvedTables } = await import('./stage/resolvedTables.ts')
  const service = await resolveVariable('self:service')
  const stage = await resolveVariable('sls:stage')
  const rulesDirectory = join(__dirname, '../rules')
  try {
    const region = await regionOf({ region: options.region, profile: options['aws-profile'] }, process.env)
    const resolve = (variable) => valueFor(variable, region, resolveVariable)
    const made = deployment({
      service,
      stage,
      demoTable: String(await resolveVariable('param:demoTable')) === 'true',
      rulesDirectory,
      region,
      tables: await resolvedTables(rulesDirectory, stage, resolve),
      nowMs: Date.now(),
    })
    if (!cleansUp) process.once('exit', () => removeLeftovers(tmpdir(), service, process.pid))
    cleansUp = true
    const [command, part] = process.argv.slice(2)
    if (MAKES_TEMPLATE.includes(command) && part !== 'list') {
      for (const notice of made.notices) say(notice)
      writeFiles(made.files)
    }
    return { ...made, patterns: Object.keys(made.files) }
  } catch (error) {
    // The framework prints the stack. For a wrong rule the sentence is enough.
    if (error.constructor === Error || error.name === 'InvalidRule') error.stack = error.message
    throw error
  }
}

/** Writes the files that are packaged beside the bundle. The framework asks several times, and gets the same each time. */
function writeFiles(files) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(__dirname, '..', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** The variable's value; null where the framework finds none. Throws where AWS has to be asked and no Region is known. */
async function valueFor(variable, region, resolveVariable) {
  if (region === undefined && ASKS_AWS.test(variable)) {
    throw new Error(`\${${variable}}: expected a Region to ask in, found none: name it by --region or AWS_REGION`)
  }
  try {
    return await resolveVariable(variable)
  } catch (error) {
    if (/value not found/i.test(error.message)) return null
    throw error
  }
}

/** Once, however often the framework asks for the parts of the deployment. */
function say(notice) {
  if (!said.has(notice)) process.stderr.write(`${notice}\n`)
  said.add(notice)
}
