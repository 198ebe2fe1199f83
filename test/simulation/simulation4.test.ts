import { simulationTest } from './simulationTest.ts'

simulationTest(1351, 650)
