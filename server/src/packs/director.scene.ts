import { seeded } from './seed.ts';

type Chance = () => number;
type Range = readonly [least: number, most: number];

const WIDTH = 640;
const HEIGHT = 480;
/** Where the ground begins. */
const GROUND = 320;

const between = (random: Chance, [least, most]: Range): number =>
  Math.round(least + random() * (most - least));
const pick = <T>(random: Chance, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const some = <T>(count: number, draw: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => draw(i));

const rect = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`;
const blob = (x: number, y: number, rx: number, ry: number, fill: string, opacity = 1): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" opacity="${opacity}"/>`;

/** Pieces beside each other, from the left edge to the right one. */
function across(random: Chance, widths: Range, draw: (x: number, width: number) => string): string {
  const pieces: string[] = [];
  for (let x = -between(random, [0, widths[0]]); x < WIDTH; ) {
    const width = between(random, widths);
    pieces.push(draw(x, width));
    x += width;
  }
  return pieces.join('');
}

const WALLS = ['#c9a283', '#6f7a85', '#e2d6bd', '#8a4f3d', '#efece4', '#46525e', '#b9bfc4', '#a4553f'];
const SIGNS = ['#b3261e', '#1f5fa8', '#e0a21b', '#2e7d4f', '#f4f4f0', '#2b2f36'];
const CARS = ['#e9ecef', '#20262c', '#9b1c1c', '#8f99a3', '#1d4e89', '#d8b25a'];
const LEAVES = ['#2f5d34', '#5c8a3d', '#8fae5b', '#3d4f2c'];
const STONES = ['#a8a29a', '#7d7871', '#c9c3b8', '#5f5b57', '#b7a48c'];

function sky(random: Chance, light: readonly string[]): string {
  const [here, there] = random() < 0.5 ? light : light.toReversed();
  const clouds = some(5, () =>
    blob(
      between(random, [0, WIDTH]),
      between(random, [0, 170]),
      between(random, [50, 150]),
      between(random, [18, 50]),
      pick(random, ['#ffffff', '#5f6c78']),
      0.55,
    ),
  );
  return `<defs><linearGradient id="sky"><stop stop-color="${here}"/><stop offset="1" stop-color="${there}"/></linearGradient></defs>
    ${rect(0, 0, WIDTH, GROUND, 'url(#sky)')}${clouds.join('')}`;
}

/** A house with its windows, and a shop below. */
function house(random: Chance, x: number, width: number): string {
  const top = between(random, [20, 220]);
  const [wall, glass] = [pick(random, WALLS), pick(random, ['#22303c', '#d6e4ee', '#f3d98b'])];
  const windows = some(Math.ceil((GROUND - 70 - top) / 46), (row) =>
    some(Math.max(1, Math.floor(width / 44)), (i) =>
      rect(x + 10 + i * 42, top + 14 + row * 46, 22, 28, glass),
    ).join(''),
  );
  return `${rect(x, top, width, GROUND - top, wall)}${windows.join('')}
    ${rect(x, GROUND - 74, width, 22, pick(random, SIGNS))}${rect(x + 6, GROUND - 52, width - 12, 52, pick(random, WALLS))}`;
}

const tree = (random: Chance, x: number): string => {
  const y = between(random, [120, 230]);
  const leaves = some(4, () =>
    blob(x + between(random, [-40, 40]), y + between(random, [-40, 40]), 46, 40, pick(random, LEAVES)),
  );
  return `${rect(x - 7, y, 14, GROUND + 20 - y, '#5a4634')}${leaves.join('')}`;
};

const car = (random: Chance, x: number): string => {
  const paint = pick(random, CARS);
  return `<path d="M${x} 372v-26l26-4 18-24h52l24 24 30 6v24z" fill="${paint}"/>
    ${blob(x + 36, 374, 15, 15, '#15181c')}${blob(x + 116, 374, 15, 15, '#15181c')}`;
};

/** Patches of another shade in the ground: mended places, puddles, shadows. */
const patches = (random: Chance, count: number, tones: readonly string[], from: number): string =>
  some(count, () =>
    blob(
      between(random, [0, WIDTH]),
      between(random, [from, HEIGHT]),
      between(random, [50, 130]),
      between(random, [18, 50]),
      pick(random, tones),
      0.8,
    ),
  ).join('');

function street(random: Chance, light: readonly string[], asphalt: readonly string[]): string {
  const trees = some(between(random, [0, 3]), () => tree(random, between(random, [20, 620])));
  const cars = some(between(random, [0, 3]), (i) => car(random, i * 210 + between(random, [0, 70])));
  return `${sky(random, light)}${across(random, [80, 170], (x, width) => house(random, x, width))}
    ${rect(0, GROUND, WIDTH, HEIGHT - GROUND, pick(random, asphalt))}${patches(random, 6, [...asphalt, '#cfcabf'], GROUND)}
    ${trees.join('')}${cars.join('')}`;
}

/** A path in a housing compound: lawn, bushes, the end of a house. */
function yard(random: Chance): string {
  const bushes = some(9, () =>
    blob(
      between(random, [0, WIDTH]),
      between(random, [190, 330]),
      between(random, [40, 100]),
      between(random, [30, 80]),
      pick(random, LEAVES),
    ),
  );
  return `${sky(random, ['#dfe9ef', '#8fb0c8'])}${across(random, [150, 300], (x, width) => house(random, x, width))}${bushes.join('')}
    ${rect(0, GROUND, WIDTH, HEIGHT - GROUND, pick(random, ['#7f9a58', '#a7b27c', '#566f3b']))}${patches(random, 7, [...STONES, ...LEAVES], GROUND)}`;
}

/** A wall close by: slabs of stone and plaster, each of another shade. */
const wall = (random: Chance): string =>
  some(4, (row) =>
    across(random, [70, 190], (x, width) => rect(x, row * 120, width - 3, 117, pick(random, WALLS))),
  ).join('');

/** The ground seen from above. */
const ground = (random: Chance, tones: readonly string[]): string =>
  `${some(5, (row) => across(random, [60, 170], (x, width) => rect(x, row * 96, width - 2, 94, pick(random, tones)))).join('')}
    ${patches(random, 5, ['#3c3a38', '#d9d3c7', '#7b8a5a'], 0)}`;

const DAY = ['#e8eff4', '#7ea6c6'];
const ASPHALT = ['#8b9096', '#62676d', '#aeb2b6'];

/** What is wrong, where, and what lies around it. */
const TROUBLES: Record<string, { around: (random: Chance) => string; drawing: string }> = {
  lamp: {
    around: (random) => street(random, ['#46405e', '#c08a72'], ['#3a3d44', '#24262b', '#565a61']),
    drawing:
      '<path d="M312 440V120" stroke="#15181c" stroke-width="12"/><path d="M312 126q60-46 104 0" stroke="#15181c" stroke-width="10" fill="none"/><ellipse cx="420" cy="134" rx="32" ry="15" fill="#0c0e10"/>',
  },
  manhole: {
    around: (random) => ground(random, STONES),
    drawing:
      '<ellipse cx="320" cy="270" rx="150" ry="80" fill="#121519"/><path d="M190 210l230-70 40 40-236 76z" fill="#6b5a4a"/><path d="M230 214l180-54M250 226l180-54" stroke="#3b3027" stroke-width="6"/>',
  },
  water: {
    around: (random) => street(random, ['#b4bec6', '#6d7a86'], ['#6d7680', '#8a939b']),
    drawing:
      '<path d="M-80 380q200-50 340-22t460 4v180h-800z" fill="#5b8fb8" opacity=".92"/><path d="M40 420q90-16 190 0M330 446q120-20 240 2M120 462q60-10 120 0" stroke="#d9ecf8" stroke-width="6" fill="none"/>',
  },
  road: {
    around: (random) => ground(random, ['#6c7076', '#565a60', '#83878c', '#94979b']),
    drawing:
      '<path d="M150 250q70-110 220-60t130 120q-120 90-260 60t-90-120z" fill="#1d1a18"/><path d="M190 262q70-70 170-40t90 80q-100 50-180 34t-80-74z" fill="#7a6249"/><path d="M150 250l-90-34M500 300l100 40M300 376l-30 80" stroke="#1d1a18" stroke-width="7" fill="none"/>',
  },
  garbage: {
    around: yard,
    drawing:
      '<ellipse cx="270" cy="390" rx="84" ry="64" fill="#1f2328"/><ellipse cx="390" cy="404" rx="70" ry="54" fill="#e9e6dc"/><ellipse cx="330" cy="340" rx="56" ry="46" fill="#2f4a7a"/><path d="M450 430l100-24 16 44-104 16z" fill="#c9a368"/>',
  },
  bin: {
    around: yard,
    drawing:
      '<path d="M220 270h130l-12 160H232z" fill="#1f7a3f"/><path d="M206 250h158v22H206z" fill="#14532d"/><path d="M380 270h130l-12 160H392z" fill="#6b7280"/><path d="M366 250h158v22H366z" fill="#374151"/><path d="M240 250q40-70 100 0z" fill="#f1efe6"/>',
  },
  bike: {
    around: (random) => street(random, DAY, ['#c3beb4', '#8e8a83', '#a9a49a']),
    drawing:
      '<g stroke="#0f1a2b" stroke-width="10" fill="none"><circle cx="150" cy="400" r="54"/><circle cx="290" cy="400" r="54"/><path d="M150 400l64-92 76 92M190 312h70"/><circle cx="390" cy="404" r="54"/><circle cx="530" cy="404" r="54"/><path d="M390 404l64-92 76 92"/></g><path d="M186 300h44v12h-44zM426 304h44v12h-44z" fill="#e9a400"/>',
  },
  stall: {
    around: (random) => street(random, DAY, ASPHALT),
    drawing:
      '<path d="M150 230h340l44 74H106z" fill="#d6322a"/><path d="M192 230h68l-14 74h-74zM328 230h68l30 74h-74z" fill="#f7f3ea"/><rect x="150" y="304" width="340" height="120" fill="#b98a4e"/><g fill="#e98a1f"><circle cx="210" cy="320" r="24"/><circle cx="262" cy="316" r="24"/></g><g fill="#7fa82d"><circle cx="330" cy="318" r="24"/><circle cx="384" cy="318" r="24"/></g><circle cx="440" cy="318" r="24" fill="#c4241d"/>',
  },
  poster: {
    around: wall,
    drawing:
      '<g stroke="#777" stroke-width="3"><path d="M150 120l150-12 8 180-150 14z" fill="#fffdf2"/><path d="M330 150l130 10-10 150-132-8z" fill="#f6d64a"/><path d="M240 300l170-14 10 130-168 10z" fill="#f2b8b5"/></g><path d="M172 150l104-8M174 180l104-8M176 210l104-8M352 190l84 6M350 220l84 6" stroke="#1b1b1b" stroke-width="9"/>',
  },
  site: {
    around: (random) => street(random, ['#e2d9c6', '#a79a83'], ['#b49d78', '#8e7a5c']),
    drawing:
      '<path d="M60 420h520v-110H60z" fill="#1f74c4"/><path d="M60 340h520v18H60z" fill="#f4f4f0"/><path d="M440 310V50h18v260zM250 60h310v16H250zM290 76v70" fill="#e0a21b" stroke="#e0a21b" stroke-width="5"/><path d="M130 420q110-130 220 0z" fill="#8b6b42"/>',
  },
  tree: {
    around: yard,
    drawing:
      '<path d="M90 420q160-90 330-70l6 34q-180-14-316 66z" fill="#5b3c22"/><path d="M400 360l120-70M380 356l70-110M420 380l140 10" stroke="#5b3c22" stroke-width="14"/><g fill="#365b26"><ellipse cx="520" cy="280" rx="70" ry="46"/><ellipse cx="560" cy="380" rx="60" ry="44"/><ellipse cx="450" cy="240" rx="56" ry="40"/></g>',
  },
  wire: {
    around: (random) => street(random, ['#f0f3f5', '#b8c4cc'], ASPHALT),
    drawing:
      '<path d="M110 470V40h22v430zM60 70h130v12H60z" fill="#5f5143"/><path d="M120 76q200 60 240 260t280-180M120 84q140 120 230 300t290-120" stroke="#0f1114" stroke-width="9" fill="none"/>',
  },
};

/** Kinds of trouble there are pictures of. */
export const isDrawn = (kind: string | undefined): kind is string => kind !== undefined && kind in TROUBLES;

/**
 * A picture of a kind of trouble somewhere in the city, as SVG: each `scene` is another place in another light, so that two pictures are
 * taken for the same only when they are. After the work the same place is shown without the trouble.
 */
export function sceneOf(kind: string, scene: number, when: 'before' | 'after'): string {
  const random = seeded(scene * 7919 + 17);
  const { around, drawing } = TROUBLES[kind]!;
  const [x, y, size] = [between(random, [-90, 90]), between(random, [-30, 20]), 0.85 + random() * 0.4];
  const trouble = `<g transform="translate(${x} ${y}) translate(320 400) scale(${size.toFixed(2)}) translate(-320 -400)">${drawing}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${around(random)}${when === 'after' ? '' : trouble}</svg>`;
}
