import { simulationTest } from './simulationTest.ts'

simulationTest(1, 60, { rules: 'indexed' })
