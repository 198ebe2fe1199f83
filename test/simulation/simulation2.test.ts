import { simulationTest } from './simulationTest.ts'

simulationTest(61, 70)
