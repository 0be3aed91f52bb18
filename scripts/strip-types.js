import { stripTypeScriptTypes } from 'node:module'

/** Jest's transformer: replaces types with spaces, as Node does, so that positions stay the same. */
const transformer = {
  process: source => ({ code: stripTypeScriptTypes(source) }),
}

export default transformer
