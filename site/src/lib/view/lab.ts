import type { VerdictTally } from './lab-verdict.ts'

/** What cards, papers and the gallery show of a paper's lab. */
export interface LabView {
  /** 1–36 for the founding papers. */
  number: number
  /** The paper's id. */
  paper: string
  /** The lab's folder: `20-more-is-better`. */
  slug: string
  /** The paper's title. */
  title: string
  /** True where it can be run; otherwise its place is kept and says so. */
  ready: boolean
  /** The question the lab answers, one sentence. */
  question?: string
  /** The recorded figure as a picture. */
  figure?: { src: string; width: number; height: number }
  figureTitle?: string
  caption?: string
  /** `holds · 3 of 3 checks`. */
  verdict?: string
  holds?: boolean
  tally?: VerdictTally
  /** Seconds that its quick run took when it was recorded. */
  quickSeconds?: number
  /** What can be turned by hand there. */
  explorers?: { id: string; title: string; invitation: string }[]
  /** It takes a table of the reader's own. */
  ownData?: boolean
}
