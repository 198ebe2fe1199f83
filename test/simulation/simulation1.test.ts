import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(1, 60)
