import { runSchedules } from './campaign.ts'

runSchedules(25_000, 'sailpoint', 'vmware')
