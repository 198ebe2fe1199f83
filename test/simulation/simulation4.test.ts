import { simulationTest } from './simulationTest.ts'

simulationTest(1, 200, { rules: 'real' })
