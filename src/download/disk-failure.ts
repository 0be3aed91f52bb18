import { ExportError } from '../failures/export-error.ts'

/** What to do if a disk is full. */
export const FREE_SPACE =
  'Free space on the runner, use a larger runner, or set path to a folder on a larger disk.'
const OTHER_FOLDER =
  'Set path to a folder that the runner may write to; without path the files go to the temporary folder of the runner.'
/** What to do about a file or a folder that is in the way. */
export const REMOVE_OR_CHANGE = 'Remove it, or set path to another folder.'

/** What went wrong and what to do, by error code. */
const EXPLANATIONS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ['the disk is full', FREE_SPACE],
  EDQUOT: ['the disk quota is used up', FREE_SPACE],
  EFBIG: ['the file is larger than the file system allows', FREE_SPACE],
  EACCES: ['writing there is not allowed', OTHER_FOLDER],
  EPERM: ['writing there is not allowed', OTHER_FOLDER],
  ENOENT: [
    'a part of the path is missing',
    'Set path to a folder that can be created, and check that nothing removes files there during the step.',
  ],
  EROFS: ['the file system is read-only', OTHER_FOLDER],
  EBUSY: ['another program uses a file there', 'Set path to a folder that no other program uses.'],
  EEXIST: ['something else has that name', REMOVE_OR_CHANGE],
  EISDIR: ['something else has that name', REMOVE_OR_CHANGE],
  ENOTDIR: ['a part of the path is not a folder', REMOVE_OR_CHANGE],
  ELOOP: ['a symbolic link is in the way', REMOVE_OR_CHANGE],
  ENAMETOOLONG: ['the path is too long', 'Set path to a folder with a shorter name.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files on the runner (ulimit -n).'],
  EIO: ['the disk reported an error', 'Run the step again on another runner.'],
}

/** Explains an error of the file system; `action` completes "Cannot ...", and an `ExportError` is returned as it is. */
export function diskFailure(error: unknown, action: string): ExportError {
  if (error instanceof ExportError) return error
  const code = String((error as { readonly code?: unknown }).code ?? 'unknown error')
  const [what, hint] = EXPLANATIONS[code] ?? ['the file system reported an error', '']
  return new ExportError('download', `Cannot ${action}: ${what} (${code}).`, { hint, cause: error })
}
