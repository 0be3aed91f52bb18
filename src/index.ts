import { main } from './main.ts'

// Awaited at the top level: if a promise never settles, the process exits with code 13, and the step fails.
await main()
