import fc from 'fast-check'

/** Any text that JavaScript can hold, halves of characters included; fast-check's own takes seconds to begin with. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.nat(0xffff), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units))
