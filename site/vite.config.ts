import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/**
 * Run by Node as they are: the workspace's own packages are TypeScript with files beside them, the others carry native
 * parts. The build takes the same list from package.json; this one serves `npm run dev`.
 */
const EXTERNAL = ['@offprint/catalogue', '@offprint/intake', '@offprint/labs', '@offprint/search', '@offprint/store']

/** Small and compressible assets still stay files: inlining them as data: addresses would need a weaker policy. */
const NEVER_INLINE = 0

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter(),
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
  ssr: { external: EXTERNAL },
  build: { assetsInlineLimit: NEVER_INLINE },
  worker: { format: 'es' },
})
