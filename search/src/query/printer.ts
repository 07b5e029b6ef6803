/** Writes a parsed query back as text; reading that text gives the same query. */
import type { Node, Query } from './ast.ts'

const BARE_VALUE = /^[^\s"“”„«»()$|]+$/u

/** One node as text. */
export function printNode(node: Node): string {
  switch (node.kind) {
    case 'word':
      return node.required ? `+${node.text}` : node.text
    case 'phrase':
      return `"${node.text}"`
    case 'field':
      return `${node.field}:${BARE_VALUE.test(node.value) ? node.value : `"${node.value}"`}`
    case 'not':
      return `-${node.node.kind === 'or' ? `(${printNode(node.node)})` : printNode(node.node)}`
    case 'or':
      return node.nodes.map(printNode).join(' OR ')
    case 'group':
      return `(${node.nodes.map(printNode).join(' ')})`
  }
}

/** The query's canonical text: `parse(print(q))` has the nodes of `q`. Notes are not part of it. */
export const print = (query: Pick<Query, 'nodes'>): string => query.nodes.map(printNode).join(' ')
