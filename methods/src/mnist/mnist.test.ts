import { describe, expect, it } from 'vitest'
import { readPackage } from './build-digits.ts'
import { loadDigits, poolDigits } from './index.ts'

describe('digits', () => {
  it('are 10,000 images of 784 pixels between 0 and 1, about a thousand a class', async () => {
    const digits = await loadDigits()
    expect(digits.count).toBe(10_000)
    expect(digits.pixels.length).toBe(10_000 * 784)
    expect(digits.pixels.every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true)
    for (let digit = 0; digit < 10; digit++) {
      expect(Math.abs(digits.labels.filter((label) => label === digit).length - 1000)).toBeLessThan(150)
    }
  })

  it('are those of the npm package, pixel by pixel', async () => {
    const { pixels } = await loadDigits()
    const original = await readPackage()
    let different = 0
    for (let i = 0; i < pixels.length; i++) if (Math.round(pixels[i] * 255) !== original.pixels[i]) different++
    expect(different).toBe(0)
    expect(original.pixels.length).toBe(pixels.length)
  })

  it('pool to the mean of each block, which keeps the mean of every image', async () => {
    const digits = await loadDigits()
    const pooled = poolDigits(digits)
    expect(pooled.size).toBe(196)
    const mean = (pixels: Float32Array) => pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length
    for (const i of [0, 4321, 9999]) {
      const whole = mean(digits.pixels.subarray(i * 784, (i + 1) * 784))
      expect(mean(pooled.pixels.subarray(i * 196, (i + 1) * 196))).toBeCloseTo(whole, 6)
    }
    expect(() => poolDigits(pooled)).toThrow('784 pixels, not 196')
  })
})
