// What the project ships (every package of package-lock.json that is not for development), and under which licences.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './install.mjs';

const SBOM = join(ROOT, 'docs', 'sbom.json');

/** Licences we ship. */
const ALLOWED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'MPL-2.0',
  'PostgreSQL',
  'OFL-1.1',
];

/** Judged one by one: licence, packages, and why it may be shipped all the same. */
const JUDGED = [
  {
    licence: 'BlueOak-1.0.0',
    packages:
      /^(glob|minimatch|minipass|lru-cache|path-scurry|graceful-fs|@isaacs\/nonrecursive-glob-match|jackspeak|package-json-from-dist)$/,
    why: 'permissive like MIT, with a patent grant; OSI-approved; comes with @fastify/static and archiver',
  },
  {
    licence: 'Unlicense',
    packages: /^robust-predicates$/,
    why: 'given to the public; comes with polygon-clipping',
  },
  { licence: 'Zlib', packages: /^pako$/, why: 'permissive; the C code that pako was ported from' },
  {
    licence: 'LGPL-3.0-or-later',
    packages: /^@img\/sharp-/,
    why: 'libvips, a shared library beside sharp that anybody may exchange',
  },
];

/** The packages shipped, sorted; those of all platforms, so that the list is the same everywhere. */
export function shipped(lock) {
  return Object.entries(lock.packages)
    .filter(([path, { link, dev }]) => path.includes('node_modules/') && !link && !dev)
    .map(([path, { version, license, integrity }]) => ({
      name: path.split('node_modules/').at(-1),
      version,
      licence: typeof license === 'string' ? license : undefined,
      integrity,
    }))
    .filter(
      (one, i, all) =>
        all.findIndex((other) => other.name === one.name && other.version === one.version) === i,
    )
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** True when an SPDX expression can be met with licences that `accepts` accepts. */
export function satisfies(expression, accepts) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  const term = () => {
    const token = tokens.shift();
    if (token !== '(') return accepts(token);
    const inner = alternatives();
    tokens.shift();
    return inner;
  };
  const all = () => {
    let met = term();
    while (tokens[0] === 'AND') {
      tokens.shift();
      met = term() && met;
    }
    return met;
  };
  const alternatives = () => {
    let met = all();
    while (tokens[0] === 'OR') {
      tokens.shift();
      met = all() || met;
    }
    return met;
  };
  return alternatives() && tokens.length === 0;
}

/** Packages that may not be shipped, in words. */
export function licenceFaults(packages) {
  return packages.flatMap(({ name, version, licence }) => {
    if (!licence) return [`${name}@${version} names no licence: nobody may ship it`];
    const accepts = (id) =>
      ALLOWED.includes(id) || JUDGED.some((one) => one.licence === id && one.packages.test(name));
    return satisfies(licence, accepts)
      ? []
      : [`${name}@${version} is under ${licence}, which we do not ship`];
  });
}

/** The list of parts as CycloneDX 1.6, without a time or serial number, so that it changes only with the packages. */
export function sbomText(packages) {
  const components = packages.map(({ name, version, licence, integrity }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [{ expression: licence ?? 'NONE' }],
    ...(integrity?.startsWith('sha512-') && {
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }],
    }),
  }));
  const metadata = {
    component: { type: 'application', name: 'huying', licenses: [{ expression: 'Apache-2.0' }] },
  };
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata, components }, null, 1)}\n`;
}

/** What package-lock.json says now. */
export const shippedNow = () => shipped(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));

if (import.meta.main) {
  const packages = shippedNow();
  const faults = licenceFaults(packages);
  if (faults.length === 0) writeFileSync(SBOM, sbomText(packages));
  console.log(faults.length === 0 ? `${packages.length} packages, all may be shipped` : faults.join('\n'));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
