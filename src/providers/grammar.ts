import type { FieldSpec } from './provider.ts'

/** The description of `org-id`, which several providers need. */
export const ORGANIZATION = 'Organization that the export belongs to.'

/** A UUID with dashes. */
export const UUID: FieldSpec = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  expected: 'a UUID',
  example: '94f572f3-f17d-4d8d-ac55-44a8a034a6a9',
}

/** 22 characters of the shortuuid alphabet, which has no 0, 1, I, O and l, or the UUID that it encodes. */
export const SHORT_UUID: FieldSpec = {
  pattern: /^([2-9A-HJ-NP-Za-km-z]{22}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  expected: 'a 22-character short id or a UUID',
  example: 'N5FhWvfL6ukg8E4jfWiZTG',
}
