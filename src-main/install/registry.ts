import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Registry {
  tarball(name: string, version: string): { readonly url: string; readonly headers: Record<string, string> };
}

/**
 * The registry that npm is configured for: by `npm_config_registry`, else by the user's `.npmrc`, where a scope may have
 * its own and a token may be written down; else the public one.
 */
export function configuredRegistry(
  env: NodeJS.ProcessEnv = process.env,
  npmrc: string = readNpmrc(env),
): Registry {
  const settings = parseNpmrc(npmrc, env);
  const fallback =
    env['npm_config_registry'] ??
    env['NPM_CONFIG_REGISTRY'] ??
    settings.get('registry') ??
    'https://registry.npmjs.org/';
  return {
    tarball: (name, version) => {
      const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : null;
      const base = (scope === null ? undefined : settings.get(`${scope}:registry`)) ?? fallback;
      const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
      const url = new URL(`${name}/-/${file}`, base.endsWith('/') ? base : `${base}/`).href;
      const token = settings.get(`//${new URL(base).host}${new URL(base).pathname}:_authToken`);
      return { url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
    },
  };
}

function readNpmrc(env: NodeJS.ProcessEnv): string {
  try {
    return readFileSync(env['npm_config_userconfig'] ?? join(homedir(), '.npmrc'), 'utf8');
  } catch {
    return '';
  }
}

/** Lines of `name = value`; `${NAME}` stands for a variable of the environment. */
function parseNpmrc(text: string, env: NodeJS.ProcessEnv): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([^;#=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    settings.set(
      name,
      value.replaceAll(/\$\{(\w+)\}/g, (whole, variable: string) => env[variable] ?? whole),
    );
  }
  return settings;
}
