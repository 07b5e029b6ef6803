import { defineConfig } from 'vitest/config'

/** Tests that start a browser, a server or PostgreSQL need longer than a unit test; a hang still ends. */
const TEST_TIMEOUT_MS = 60_000

export default defineConfig({
  test: {
    include: ['{store,catalogue,intake,search,methods,labs,site,cli,bench,tests,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'site/build/**', 'site/.svelte-kit/**'],
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: 2 * TEST_TIMEOUT_MS,
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['./store/src/testing/postgres-server.ts'],
    setupFiles: ['./scripts/property-seed.ts'],
  },
})
