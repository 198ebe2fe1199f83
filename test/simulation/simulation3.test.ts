import { simulationTest } from './chunk.ts'

simulationTest(701, 650)
