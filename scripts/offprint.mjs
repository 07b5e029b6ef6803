#!/usr/bin/env node
// `offprint …`: hands over to the command line under a Node that can run it.
import { join } from 'node:path'
import { ROOT, runNode } from './node24.mjs'

process.exitCode = await runNode([join(ROOT, 'cli/src/main.ts'), ...process.argv.slice(2)])
