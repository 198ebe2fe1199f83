import { simulationTest } from './chunk.ts'

simulationTest(61, 640)
