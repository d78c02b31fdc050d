import packageJson from '../../package.json' with { type: 'json' };

/** Of this Descent. */
export const version: string = packageJson.version;
