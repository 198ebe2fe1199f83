// The framework loads CommonJS only; what it deploys is in deployment.ts.
module.exports = async ({ resolveVariable }) => {
  const { deployment } = await import('./deployment.ts')
  return deployment({ service: await resolveVariable('self:service'), stage: await resolveVariable('sls:stage') })
}
