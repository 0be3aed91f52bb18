import { playSchedules } from './campaign.ts'

playSchedules(25_000, 'snyk', 'closient')
