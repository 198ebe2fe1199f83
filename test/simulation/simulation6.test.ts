import { simulationTest } from './simulationTest.ts'

simulationTest(1, 40, { shards: true })
