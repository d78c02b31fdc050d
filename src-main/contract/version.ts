/** Version of the method map; a client of another major version is told so instead of failing oddly. */
export const contractVersion = 1;

/** Version of the training spec document. A spec that names a newer one is refused. */
export const specVersion = 1;
