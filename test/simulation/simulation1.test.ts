import { simulationTest } from './chunk.ts'

simulationTest(1, 60)
