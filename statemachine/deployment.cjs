// The framework loads CommonJS only; what it deploys is in deployment.ts.

// The archive keeps the bundle's mode, and Lambda reads it as another user: a strict umask would make one that can't be
// loaded, and another hash.
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
    // The framework prints the stack: who wrote a wrong rule needs the sentence alone.
    if (error.constructor === Error || error.name === 'InvalidRule') error.stack = error.message
    throw error
  }
}
