/**
 * For tests of plain modules that read the window's language, which is kept in a rune: without Svelte's compiler a
 * rune is a function that nobody has defined. Import it first.
 */
Object.assign(globalThis, { $state: <T>(value: T): T => value });
