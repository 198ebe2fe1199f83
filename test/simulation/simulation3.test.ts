import { simulationTest } from '../support/simulationChunk.ts'

simulationTest(701, 650)
