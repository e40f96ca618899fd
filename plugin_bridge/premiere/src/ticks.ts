/** Premiere's exact time: whole ticks as bigint, and how they travel to the daemon. */

/** `value` units of 1/rate seconds; `rate` is (numerator, denominator) in units per second. */
export interface WireTime {
  readonly value: number;
  readonly rate: readonly [number, number];
}

/** How the host counts: never written down here, the host says it. */
export interface Clockwork {
  readonly ticksPerSecond: bigint;
  readonly ticksPerFrame: bigint;
}

const LARGEST_RATE = 2n ** 31n - 1n; // what the daemon takes in a rate's numerator
const LARGEST_VALUE = 2n ** 53n;
const BILLION = 1_000_000_000n;

/** In frames of the sequence where they are whole frames, else in the fraction of a second that it is. */
export function toWire(ticks: bigint, clock: Clockwork): WireTime {
  const { ticksPerSecond, ticksPerFrame } = clock;
  if (ticksPerFrame > 0n && ticks % ticksPerFrame === 0n) {
    const divisor = gcd(ticksPerSecond, ticksPerFrame);
    return wire(ticks / ticksPerFrame, ticksPerSecond / divisor, ticksPerFrame / divisor);
  }
  const divisor = gcd(abs(ticks), ticksPerSecond);
  if (ticksPerSecond / divisor <= LARGEST_RATE) return wire(ticks / divisor, ticksPerSecond / divisor, 1n);
  return wire(rounded(ticks * BILLION, ticksPerSecond), BILLION, 1n); // off by half a nanosecond at most
}

/** The nearest whole number of ticks. */
export function fromWire(time: WireTime, ticksPerSecond: bigint): bigint {
  return rounded(BigInt(time.value) * BigInt(time.rate[1]) * ticksPerSecond, BigInt(time.rate[0]));
}

export function ofSamples(samples: number, sampleRate: number, ticksPerSecond: bigint): bigint {
  return rounded(BigInt(samples) * ticksPerSecond, BigInt(sampleRate));
}

/** `a / b` to the nearest whole number; `b` is positive. */
export function rounded(a: bigint, b: bigint): bigint {
  const doubled = 2n * a + b;
  const quotient = doubled / (2n * b);
  return doubled < 0n && doubled % (2n * b) !== 0n ? quotient - 1n : quotient;
}

export function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

export function abs(ticks: bigint): bigint {
  return ticks < 0n ? -ticks : ticks;
}

/** For people: `0:07.240`. */
export function spoken(ticks: bigint, ticksPerSecond: bigint): string {
  const milliseconds = rounded(ticks * 1000n, ticksPerSecond);
  const seconds = milliseconds / 1000n;
  const fraction = (milliseconds % 1000n).toString().padStart(3, "0");
  return `${seconds / 60n}:${(seconds % 60n).toString().padStart(2, "0")}.${fraction}`;
}

function wire(value: bigint, numerator: bigint, denominator: bigint): WireTime {
  if (abs(value) > LARGEST_VALUE) throw new RangeError(`${value} units are more than can be sent exactly`);
  return { value: Number(value), rate: [Number(numerator), Number(denominator)] };
}
