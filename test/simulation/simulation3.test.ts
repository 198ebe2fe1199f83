import { simulationTest } from './simulationTest.ts'

simulationTest(161, 100)
