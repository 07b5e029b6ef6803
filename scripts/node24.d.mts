/** The types of `node24.mjs`, which is plain JavaScript because it runs on Nodes that know no TypeScript. */
export const ROOT: string
/** Flags of every Node process of the project. */
export const NODE_FLAGS: string[]
/** What every such process finds in its environment, where the person has not set it. */
export const NODE_ENVIRONMENT: Record<string, string>
/** The path of a Node that can run the project; ends the process with a sentence where there is none. */
export function findNode(): string
/** Starts a script under that Node and resolves to its exit status. */
export function runNode(args: string[], options?: { cwd?: string; env?: Record<string, string> }): Promise<number>
