import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(61, 640)
