import { simulationTest } from './simulationTest.ts'

simulationTest(131, 70)
