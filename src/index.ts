import { main } from './main.ts'

// Awaited at the top level: a promise that never settles then ends the process with code 13 instead of a green step.
await main()
