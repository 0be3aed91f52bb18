import { playSchedules } from './stage.ts'

playSchedules(25_000, 'sailpoint', 'vmware')
