import { simulationTest } from './simulationTest.ts'

simulationTest(561, 240)
