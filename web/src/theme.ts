/**
 * The only place with colours. A fill is for marks and surfaces beside ink text; its `Text` variant reaches
 * WCAG AA (4.5 : 1) on paper and white. Every other file takes them from here or from the CSS variables `--hy-…`.
 */
export const tokens = {
  ink: '#1B2430',
  inkSoft: '#4A5565',
  inkFaint: '#667180',
  paper: '#F6F7F9',
  surface: '#FFFFFF',
  sunken: '#EDF0F4',
  line: '#DDE2E9',
  lineStrong: '#C2CAD5',
  blue: '#1D5FD1',
  blueDark: '#164A9F',
  blueWash: '#E9F0FC',
  green: '#1E8E5A',
  greenText: '#14693F',
  greenWash: '#E6F4EC',
  amber: '#C77700',
  amberText: '#8A5200',
  amberWash: '#FCF1E0',
  red: '#C8322B',
  redText: '#A8251F',
  redWash: '#FBE9E8',
  yellowCard: '#E3B200',
  yellowCardText: '#6F5600',
  redCard: '#B3001B',
  redCardText: '#99001A',
  grey: '#8792A1',
  greyText: '#566170',
  greyWash: '#EEF1F5',
  rail: '#14202F',
  railText: '#C6D0DE',
  veil: 'rgba(20, 28, 38, 0.92)',
  onDark: '#FFFFFF',
  shadow: '0 1px 2px rgba(27, 36, 48, 0.06), 0 4px 16px rgba(27, 36, 48, 0.08)',
  mapLand: '#F3F4F1',
  mapWater: '#C9DDEE',
  mapPark: '#DCEBD8',
  mapBuilding: '#E3E4E2',
  mapBuildingLine: '#D2D4D2',
  mapRoad: '#FFFFFF',
  mapRoadEdge: '#D5D9DE',
  mapLabel: '#5B6675',
  mapHalo: '#FFFFFF',
} as const;

/** The system's own Chinese face: nothing is downloaded, and it is what people read all day. */
export const fontFamily =
  '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif';

/** How a state looks: `fill` for the mark, `text` for the word, `wash` for the ground. */
export type Tone = 'blue' | 'green' | 'amber' | 'red' | 'yellowCard' | 'redCard' | 'grey';

export const tones: Record<Tone, { fill: string; text: string; wash: string }> = {
  blue: { fill: tokens.blue, text: tokens.blueDark, wash: tokens.blueWash },
  green: { fill: tokens.green, text: tokens.greenText, wash: tokens.greenWash },
  amber: { fill: tokens.amber, text: tokens.amberText, wash: tokens.amberWash },
  red: { fill: tokens.red, text: tokens.redText, wash: tokens.redWash },
  yellowCard: { fill: tokens.yellowCard, text: tokens.yellowCardText, wash: tokens.amberWash },
  redCard: { fill: tokens.redCard, text: tokens.redCardText, wash: tokens.redWash },
  grey: { fill: tokens.grey, text: tokens.greyText, wash: tokens.greyWash },
};

/** Puts every token on the document as `--hy-kebab-name`, so that style sheets name no colour themselves. */
export function applyTheme(root: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens)) {
    root.style.setProperty(`--hy-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, value);
  }
  root.style.setProperty('--hy-font', fontFamily);
}
