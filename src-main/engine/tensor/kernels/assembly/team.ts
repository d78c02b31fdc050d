// Threads that share the work of one operation. Every thread has an instance of this module on the same memory, and all
// of them look at one board there: the leader writes an operation with its arguments on it, and whoever is awake takes
// part after part, so that a helper that the system does not run is never waited for before it has begun. What a part
// computes does not depend on who does it.

/** Of the board, in bytes from its start. What different threads write lies in different cache lines. */
const sequenceAt: usize = 0;
const ticketAt: usize = 64;
const openAt: usize = 128;
const sleepersAt: usize = 192;
const readyAt: usize = 256;
const partsAt: usize = 320;
const operationAt: usize = 324;
const argumentsAt: usize = 328;

/** About 50 µs of looking: more than from one operation of a step to the next, less than sleeping and waking costs. */
const looks: i32 = 20000;
/** A ticket holds the number of an operation above these bits, and its next part in them. */
const partBits: i32 = 8;
const stopped: i32 = -1;

/** 0 where this thread works alone. */
let board: usize = 0;
/** Threads that share the work of this one, itself counted. */
export let threads: i32 = 1;
let sequence: i32 = 0;

/** From now on this thread leads `count` threads, itself counted; 1 is alone. */
export function leadTeam(at: usize, count: i32): void {
  board = at;
  threads = count;
}

/** How many helpers stand at a board. */
export function helpersReady(at: usize): i32 {
  return atomic.load<i32>(at + readyAt);
}

/** Sends all helpers of a board home. */
export function dismissTeam(at: usize): void {
  threads = 1;
  atomic.store<i32>(at + sequenceAt, stopped);
  atomic.notify(at + sequenceAt, -1);
}

/** Where argument number `index` of the operation is written. */
// @ts-ignore: decorator
@inline
export function slot(index: i32): usize {
  return board + argumentsAt + (<usize>index << 2);
}

/** The operation on the board, and in how many parts it is done. */
// @ts-ignore: decorator
@inline
export function operation(): i32 {
  return load<i32>(board + operationAt);
}

// @ts-ignore: decorator
@inline
export function parts(): i32 {
  return load<i32>(board + partsAt);
}

/** Announces an operation whose arguments are written, in so many parts as there are threads; gives its number. */
export function announce(operation: i32): i32 {
  sequence = (sequence + 1) & 0x3fffff;
  store<i32>(board + operationAt, operation);
  store<i32>(board + partsAt, threads);
  atomic.store<i32>(board + openAt, threads);
  atomic.store<i32>(board + ticketAt, sequence << partBits);
  atomic.store<i32>(board + sequenceAt, sequence);
  if (atomic.load<i32>(board + sleepersAt) > 0) atomic.notify(board + sequenceAt, threads - 1);
  return sequence;
}

/** A part of operation `number` that nobody has taken yet, or −1. The board stays as it is until the part is done. */
export function takePart(number: i32): i32 {
  let ticket = atomic.load<i32>(board + ticketAt);
  let part = ticket & ((1 << partBits) - 1);
  while (ticket >> partBits == number && part < parts()) {
    if (atomic.cmpxchg<i32>(board + ticketAt, ticket, ticket + 1) == ticket) return part;
    ticket = atomic.load<i32>(board + ticketAt);
    part = ticket & ((1 << partBits) - 1);
  }
  return -1;
}

/** Says that a part is done; the leader sleeps until the last one is. */
export function finishPart(): void {
  if (atomic.sub<i32>(board + openAt, 1) == 1) atomic.notify(board + openAt, 1);
}

/** Waits for the parts that others have taken. */
export function awaitParts(): void {
  for (let look = 0; ; look++) {
    const open = atomic.load<i32>(board + openAt);
    if (open == 0) return;
    if (look >= looks) atomic.wait<i32>(board + openAt, open, -1);
  }
}

/** For a helper: takes its place at a board. */
export function joinTeam(at: usize): void {
  board = at;
  atomic.add<i32>(board + readyAt, 1);
}

/** For a helper: the number of the next operation after `seen`, or −1 to go home. */
export function awaitOperation(seen: i32): i32 {
  let number = atomic.load<i32>(board + sequenceAt);
  for (let look = 0; number == seen; look++) {
    if (look >= looks) {
      atomic.add<i32>(board + sleepersAt, 1);
      atomic.wait<i32>(board + sequenceAt, seen, -1);
      atomic.sub<i32>(board + sleepersAt, 1);
    }
    number = atomic.load<i32>(board + sequenceAt);
  }
  return number;
}
