// The framework loads CommonJS only. region.ts finds the Region.
module.exports.region = async ({ options }) => {
  const { deploymentRegion } = await import('./region.ts')
  const flags = { region: options.region, profile: options['aws-profile'] }
  try {
    return await deploymentRegion(flags, process.env, process.argv.slice(2))
  } catch (error) {
    // The framework prints the stack. The sentence is enough.
    error.stack = error.message
    throw error
  }
}
