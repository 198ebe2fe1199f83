import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(501, 500)
