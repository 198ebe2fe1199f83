import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(1351, 650)
