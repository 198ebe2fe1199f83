import { simulationTest } from './simulationTest.ts'

simulationTest(311, 250)
