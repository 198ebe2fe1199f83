import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(1501, 500)
