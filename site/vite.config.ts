import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/**
 * The workspace's own packages are run by Node as they are: TypeScript with files beside them, and one copy of each in
 * the process that serves. The browser's half of the build bundles what labs need of them.
 */
const OWN = /^@offprint\//
const OWN_NAMES = ['catalogue', 'intake', 'labs', 'search', 'store'].map((name) => `@offprint/${name}`)

/** Small and compressible assets still stay files: inlining them as data: addresses would need a weaker policy. */
const NEVER_INLINE = 0

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ out: process.env.OFFPRINT_BUILD_OUT ?? 'build/by-hand' }),
      compilerOptions: { runes: true },
      // No inline script or style is ever allowed without a nonce, and nothing comes from elsewhere.
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['none'],
          'script-src': ['self', 'wasm-unsafe-eval'],
          'style-src': ['self'],
          'img-src': ['self', 'data:', 'blob:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'worker-src': ['self', 'blob:'],
          'manifest-src': ['self'],
          'form-action': ['self'],
          'base-uri': ['none'],
          'frame-ancestors': ['none'],
          'object-src': ['none'],
        },
      },
      paths: { relative: false },
      version: { name: process.env.OFFPRINT_BUILD ?? 'dev', pollInterval: 0 },
    }),
  ],
  environments: { ssr: { resolve: { external: OWN_NAMES }, build: { rolldownOptions: { external: OWN } } } },
  build: { assetsInlineLimit: NEVER_INLINE },
  worker: { format: 'es' },
})
