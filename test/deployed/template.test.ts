import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { describeWithPython } from '../support/account/pythonTool.ts'
import { packageStages } from '../support/definition/packagedStages.ts'

describeWithPython('cfn-lint', 'cfn-lint', (tool) => {
  test('has nothing against the template', async () => {
    const { python } = await tool()
    const { dev, live } = await packageStages()
    using packages = new DisposableStack()
    for (const packaged of [dev, live]) packages.defer(packaged.remove)
    const program = 'from cfnlint.runner import main; main()'
    // W3005: the framework itself adds a DependsOn beside the reference to the role.
    const args = ['-c', program, '--ignore-checks', 'W3005', '--', dev.templateFile, live.templateFile]
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' })
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
  }, 300_000)
})
