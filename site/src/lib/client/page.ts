/**
 * What a script adds to pages that work without one: keys, copying, colours without a reload, a line while the next page
 * loads. One small file for all reading pages; nothing here fetches or changes what a page says.
 */
import { enhanceKeys } from './keys.ts'
import { enhanceCopy } from './copy.ts'
import { enhanceInstant } from './instant.ts'
import { enhanceTheme } from './theme.ts'
import { enhanceLoading } from './loading.ts'

document.documentElement.dataset.script = 'on'
enhanceKeys(document)
enhanceCopy(document)
enhanceTheme(document)
enhanceInstant(document)
enhanceLoading(document)
