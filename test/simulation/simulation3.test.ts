import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(1001, 500)
