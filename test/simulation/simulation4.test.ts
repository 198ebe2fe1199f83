import { simulationTest } from './chunk.ts'

simulationTest(1351, 650)
