/** Digits with a point, and a power of ten: as DynamoDB writes a number, or with a sign, `.5` or `5.` as YAML allows it. */
const DECIMAL = /^([-+]?)(?=\.?\d)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/

/** Hexadecimal, octal and binary, as YAML and JavaScript write them. */
const WITH_BASE = /^0(?:x[\dA-Fa-f]+|o[0-7]+|b[01]+)$/

/**
 * A number as its digits and a power of ten: the same text for `1`, `1.0`, `10e-1`, `0x1` and `+1`. An underscore between
 * digits counts as nothing. A text that is no number stands for itself.
 */
export function canonicalNumber(text: string): string {
  const plain = text.replaceAll(/(?<=[\dA-Fa-f])_(?=[\dA-Fa-f])/g, '')
  const number = DECIMAL.exec(WITH_BASE.test(plain) ? String(BigInt(plain)) : plain)
  if (number === null) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = number
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return '0'
  const power = Number(exponent) - fraction.length + digits.length - short.length
  return `${sign === '-' ? sign : ''}${short}e${power}`
}
