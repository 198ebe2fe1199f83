import { simulationTest } from './simulationTest.ts'

simulationTest(1, 100, { rules: 'indexed' })
