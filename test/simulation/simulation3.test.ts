import { simulationTest } from './simulationTest.ts'

simulationTest(701, 650)
