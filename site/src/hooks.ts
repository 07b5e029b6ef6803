/**
 * Every list and paper has more faces than its page: `/papers/week/2026-W16.rss`, `/papers/2508.01832.bib`. One route
 * answers them all; the address that readers and programs see stays as it is.
 */
import type { Reroute } from '@sveltejs/kit/hooks'

const FACE = /^\/(?:papers|authors|organizations|categories|labs)(?:\/.+)?\.(?:json|rss|atom|md|bib|ris)$/

export const reroute: Reroute = ({ url }) => (FACE.test(url.pathname) ? '/faces' : undefined)
