// The framework loads CommonJS only. deployment.ts makes what it deploys.

// The archive keeps the file mode of the bundle, and Lambda reads the bundle as another user: with a strict umask it could
// not be loaded, and its hash would differ.
process.umask(0o022)

module.exports = async ({ resolveVariable }) => {
  const { deployment } = await import('./deployment.ts')
  const options = {
    service: await resolveVariable('self:service'),
    stage: await resolveVariable('sls:stage'),
    demoTable: String(await resolveVariable('param:demoTable')) === 'true',
  }
  try {
    return deployment(options)
  } catch (error) {
    // The framework prints the stack. For a wrong rule the sentence is enough.
    if (error.constructor === Error || error.name === 'InvalidRule') error.stack = error.message
    throw error
  }
}
